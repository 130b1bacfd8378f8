// What htmx does not do for the table: Escape leaves a form in a cell, the keyboard goes on where it was, and what is
// believed is shown anew once it is computed.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const form = event.target.closest && event.target.closest("form[data-in-place]");
  if (form) form.querySelector(".cancel").click();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const place = event.target;
  const form = place.matches("form[data-in-place]") ? place : place.querySelector(":scope > form[data-in-place]");
  if (form) {
    const wrong = form.querySelector("[aria-invalid]:not(fieldset)");
    (wrong || form.querySelector("select")).focus();
  } else if (place.matches("td[id^='at-']")) {
    place.querySelector(".change").focus({ preventScroll: true });
  } else if (place.id === "changed" && place.dataset.computed === "yes") {
    const believed = document.getElementById("believed");
    if (believed && !document.querySelector("form[data-in-place]")) {
      htmx.ajax("GET", location.pathname, { source: believed, target: believed, select: "#believed", swap: "outerHTML" });
    }
  }
});
