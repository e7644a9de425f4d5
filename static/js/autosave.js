// Keeps what is typed in a long form: two seconds after the last change, on leaving the page, and
// before it is sent. A sign-in that has run out then costs nothing: the page stays, says until
// when all is kept, and goes on once she has signed in again in another tab.
// Without this file the button "Keep for now" does the same.
//
// A form with ``data-tab`` is filled in on the road. Without a connection what is typed is also
// kept in this tab until the server has it: see ``tab.js``, which is there before this file.
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
  const tab = "tab" in form.dataset ? window.keptInTab : null;
  const AGAIN = 15000;
  let toBeSent = false; // she pressed the button without a connection

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
      if (answer.status === 404) {
        tab?.forget(address);
        say("This cannot be kept here any more. Please ring your coordinator.");
        return "refused";
      }
      const told = await answer.json();
      if (!answer.ok) {
        tab?.forget(address);
        say(told.problem);
        for (const one of told.now ?? []) sayNow(one);
        return "refused";
      }
      keptAt = told.kept_at;
      if (form.elements.seen_at) form.elements.seen_at.value = told.seen_at;
      tab?.forget(address);
      sayKept();
      for (const one of told.now ?? []) sayNow(one);
      return "kept";
    } catch {
      changed = true;
      if (tab) return sayLost();
      say("Not kept just now: the service cannot be reached. What you typed is still on this page.");
      return "lost";
    }
  };

  // An answer that somebody must look at at once: said on top of the page, never taken away again.
  const sayNow = (one) => {
    const now = document.getElementById("now");
    if (now?.querySelector(`a[href="${one.url}"]`)) return;
    const told = document.createElement("p");
    const link = document.createElement("a");
    link.href = one.url;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Open what to do (opens a new tab)";
    told.append(one.text, " ", link);
    now?.append(told);
  };

  const sayLost = () => {
    const then = toBeSent ? "It is sent as soon as you are online again." : "It is kept in this tab.";
    say(`No connection. What you typed is still here. ${then}`);
    timer = setTimeout(again, AGAIN);
    return "lost";
  };

  const again = () => (toBeSent ? form.requestSubmit() : keep());

  // One after the other, so that an older copy never lands on a newer one.
  const keep = () => (latest = latest.then(attempt));

  const soon = () => {
    changed = true;
    tab?.keep(address, form);
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };

  form.addEventListener("input", soon);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const onlyKeep = event.submitter && event.submitter.hasAttribute("formaction");
    if (sending) return;
    sending = true;
    if (tab) toBeSent = true;
    const became = await keep();
    if (onlyKeep || became === "out" || became === "lost") {
      sending = false;
      return;
    }
    tab?.forget(address);
    HTMLFormElement.prototype.submit.call(form); // its button is called “submit” too
  });

  window.addEventListener("pagehide", () => {
    if (changed && !sending) post(true);
  });

  // What this tab kept of an earlier try goes up now.
  if (tab?.putBack(address, form)) keep();
  if (tab) window.addEventListener("online", again);

  // She comes back from the other tab, signed in again.
  window.addEventListener("focus", () => {
    if (signedOut) keep();
  });

  // The Back button may show this page again, ready to be sent again.
  window.addEventListener("pageshow", () => {
    sending = false;
  });
})();
