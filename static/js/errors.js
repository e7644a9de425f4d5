// Moves the focus to the list of problems after a form came back, so that a screen reader
// starts there. Without this file the list still stands first on the page.
(() => {
  // Back to this page asks for it again, where the browser would ask to send the form again.
  window.history.replaceState(window.history.state, "", window.location.href);
  const summary = document.querySelector(".nhsuk-error-summary");
  if (!summary) return;
  summary.setAttribute("tabindex", "-1");
  summary.focus();
})();
