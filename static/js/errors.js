// Moves the focus to the list of problems after a form came back, so that a screen reader
// starts there. Without this file the list still stands first on the page.
(() => {
  const summary = document.querySelector(".nhsuk-error-summary");
  if (!summary) return;
  summary.setAttribute("tabindex", "-1");
  summary.focus();
})();
