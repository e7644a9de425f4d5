"""What is printed: the report, one page for funders, some pages for commissioners, as PDFs.

The pages on the screen stay the ones that a screen reader reads best: the PDFs have a language, a
title and text that can be selected, but no tags, which the typesetter does not write.
"""
