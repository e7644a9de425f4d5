// What is typed without a connection, kept in this tab alone until the server has it.
//
// In ``sessionStorage``: no other tab and no other page of the web reads it, and it goes with the
// tab. It is emptied as soon as the server has kept or refused it, when the form is sent, and at
// signing out. Nothing is kept where nobody asked for it: only forms with ``data-tab`` use it.
(() => {
  const PREFIX = "typed:";
  const OURS = "csrfmiddlewaretoken";

  const pairs = (form) => [...new FormData(form)].filter(([name]) => name !== OURS);
  const read = (address) => JSON.parse(sessionStorage.getItem(PREFIX + address) || "null");
  const forget = (address) => sessionStorage.removeItem(PREFIX + address);

  const keep = (address, form) => {
    try {
      sessionStorage.setItem(PREFIX + address, JSON.stringify(pairs(form)));
    } catch {
      // No room, or not allowed here: it still stands on the page.
    }
  };

  const putBack = (address, form) => {
    const kept = read(address);
    if (!kept) return false;
    const values = new Map(kept);
    for (const box of form.elements) {
      if (!box.name || box.name === OURS) continue;
      if (box.type === "radio" || box.type === "checkbox") box.checked = values.get(box.name) === box.value;
      else if (values.has(box.name)) box.value = values.get(box.name);
    }
    return true;
  };

  // On any later page of hers: what an earlier page could not send goes up as a draft.
  const send = async (address) => {
    const asked = await fetch(address, { redirect: "manual" });
    if (asked.status === 404) return forget(address);
    if (!asked.ok) return; // signed out: it waits for her
    const body = new URLSearchParams(read(address));
    body.set(OURS, (await asked.json()).token);
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    if (answer.ok || answer.status === 404 || answer.status === 409) forget(address);
  };

  const here = document.querySelector("form[data-tab]")?.dataset.keep;
  const waiting = Object.keys(sessionStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length))
    .filter((address) => address !== here);
  for (const address of waiting) send(address).catch(() => {});

  document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => sessionStorage.clear());

  window.keptInTab = { forget, keep, putBack };
})();
