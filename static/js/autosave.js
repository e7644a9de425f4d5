// Keeps what is typed in a long form: two seconds after the last change, on leaving the page, and
// before it is sent. A sign-in that has run out then costs nothing: the page stays, says until
// when all is kept, and goes on once she has signed in again in another tab.
// Without this file the button "Keep for now" does the same.
(() => {
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const line = document.getElementById("kept");
  const address = form.dataset.keep;
  const PAUSE = 2000;
  let keptAt = form.dataset.keptAt;
  let changed = false;
  let sending = false;
  let signedOut = false;
  let timer;
  let latest = Promise.resolve();

  const say = (text, link) => {
    if (line.textContent === text) return;
    line.replaceChildren(text);
    if (link) line.append(" ", link);
  };

  const signIn = () => {
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in (opens a new tab)";
    return link;
  };

  const sayKept = () => say(`Kept at ${keptAt}`);
  const saySignedOut = () => {
    const kept = keptAt
      ? `What you typed until ${keptAt} is kept.`
      : "What you typed is still on this page, but not kept yet.";
    say(`You are signed out. ${kept} Sign in in another tab, then go on here.`, signIn());
  };

  const post = (keepalive = false) =>
    fetch(address, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive,
    });

  // Signing in again makes a new token; the one on this page is then refused.
  const renewToken = async () => {
    const answer = await fetch(address, { redirect: "manual" });
    if (!answer.ok) return false;
    form.elements.csrfmiddlewaretoken.value = (await answer.json()).token;
    return true;
  };

  const isRedirect = (answer) => answer.type === "opaqueredirect";

  // Gives "kept", "refused" (a colleague was quicker; the page says so), "out" or "lost".
  const attempt = async () => {
    clearTimeout(timer);
    changed = false;
    try {
      let answer = await post();
      if (answer.status === 403 && (await renewToken())) answer = await post();
      signedOut = isRedirect(answer) || answer.status === 403;
      if (signedOut) {
        changed = true;
        saySignedOut();
        return "out";
      }
      const told = await answer.json();
      if (!answer.ok) {
        say(told.problem);
        return "refused";
      }
      keptAt = told.kept_at;
      form.elements.seen_at.value = told.seen_at;
      sayKept();
      return "kept";
    } catch {
      changed = true;
      say("Not kept just now: the service cannot be reached. What you typed is still on this page.");
      return "lost";
    }
  };

  // One after the other, so that an older copy never lands on a newer one.
  const keep = () => (latest = latest.then(attempt));

  const soon = () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };

  form.addEventListener("input", soon);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const onlyKeep = event.submitter && event.submitter.hasAttribute("formaction");
    if (sending) return;
    sending = true;
    const became = await keep();
    if (onlyKeep || became === "out" || became === "lost") {
      sending = false;
      return;
    }
    HTMLFormElement.prototype.submit.call(form); // its button is called “submit” too
  });

  window.addEventListener("pagehide", () => {
    if (changed && !sending) post(true);
  });

  // She comes back from the other tab, signed in again.
  window.addEventListener("focus", () => {
    if (signedOut) keep();
  });

  // The Back button may show this page again, ready to be sent again.
  window.addEventListener("pageshow", () => {
    sending = false;
  });
})();
