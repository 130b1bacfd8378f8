// Points of the picture are links: chosen without loading the page anew, and walked along with the arrow keys.
"use strict";

/** Let the keyboard reach one point, the selected one or else the first; the arrow keys lead on from there. */
function openPoints() {
  const points = pointsInOrder();
  const first = points.find((point) => point.hasAttribute("aria-current")) || points[0];
  points.forEach((point) => point.setAttribute("tabindex", point === first ? "0" : "-1"));
}

function pointsInOrder() {
  const across = (point) => point.getBoundingClientRect().left;
  return Array.from(document.querySelectorAll(".picture .point")).sort((one, other) => across(one) - across(other));
}

document.addEventListener("click", (event) => {
  const point = event.target.closest(".picture .point");
  if (!point || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const row = document.getElementById(point.dataset.row);
  if (!row) return;
  event.preventDefault();
  row.click();
});

document.addEventListener("keydown", (event) => {
  const point = event.target.closest && event.target.closest(".picture .point");
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
  if (!point || !step) return;
  const points = pointsInOrder();
  const next = points[points.indexOf(point) + step];
  if (!next) return;
  event.preventDefault();
  point.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
});

// Tables that scroll by themselves stay where they were when the page around them is drawn anew.
const scrolled = new Map();
document.addEventListener("htmx:beforeSwap", () => {
  document.querySelectorAll(".table.tall[id]").forEach((table) => scrolled.set(table.id, table.scrollTop));
});
document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll(".table.tall[id]").forEach((table) => { table.scrollTop = scrolled.get(table.id) || 0; });
  openPoints();
});
openPoints();
