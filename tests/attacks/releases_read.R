# A release as R finds it, in the folder of its files: its own script, haven, and a hand calculation.
options(warn = 2)
source("load.R", encoding = "UTF-8")
suppressPackageStartupMessages(library(haven))

same <- function(what, one, other) {
  if (!isTRUE(all.equal(one, other, check.attributes = FALSE))) stop(what, " is not the same")
}
as_text <- function(column) {
  column <- as.character(column)
  column[column == ""] <- NA
  column
}

# Every cell, word and missing value of .sav and .dta against what load.R made of the CSV.
for (table in c("long", "scores", "wide", "episodes")) for (kind in c("sav", "dta")) {
  file <- paste0(table, ".", kind)
  loaded <- get(table)
  found <- if (kind == "sav") read_sav(file) else read_dta(file)
  told <- if (kind == "sav") read_sav(file, user_na = TRUE) else found
  same(file, dim(found), dim(loaded))
  for (place in seq_along(loaded)) {
    called <- paste(table, names(loaded)[place])
    column <- found[[place]]
    meant <- loaded[[place]]
    label <- sub("\u2026$", "", attr(column, "label"))
    if (!nzchar(label) || !startsWith(attr(meant, "label"), label)) stop(called, ": another label")
    if (is.factor(meant)) {
      same(called, as.character(as_factor(column)), as.character(meant))
    } else if (is.numeric(meant)) {
      same(called, as.numeric(column), as.numeric(meant))
      words <- attr(meant, "labels")
      same(called, as.numeric(attr(column, "labels")[names(words)]), as.numeric(words))
    } else {
      same(called, as_text(column), meant)
    }
    missing <- if (kind == "sav") is.na(column) & !is.na(unclass(told[[place]]))
               else if (is.double(column)) !is.na(na_tag(column))
               else FALSE
    cat("missing", kind, called, sum(missing), "\n")
  }
}

# The change in anxiety by hand, from the single answers.
answers <- read.csv("long.csv", na.strings = "", encoding = "UTF-8")
answers <- answers[answers$instrument == "gad-7", ]
totals <- aggregate(option_score ~ code + wave, answers, sum, na.action = na.pass)
pairs <- merge(totals[totals$wave == "asked", ], totals[totals$wave == "end", ], by = "code")
pairs <- pairs[complete.cases(pairs), ]
change <- pairs$option_score.y - pairs$option_score.x
ends <- t.test(change)$conf.int
figures <- c(n = length(change), before = mean(pairs$option_score.x),
             after = mean(pairs$option_score.y), change = mean(change), low = ends[1],
             high = ends[2], better = sum(change <= -4), worse = sum(change >= 4))
cat(sprintf("figure %s %.17g\n", names(figures), figures), sep = "")
