// Vega draws the picture of packages over the one of the server, whose links stay for the keyboard: what the pointer is
// on is told and marked in picture and tables, a click selects it by its link, and the picture can be zoomed and moved.
"use strict";

(() => {
  const REACH = 16; // Pixels from a point within which the pointer is on it.
  const AWAY = 14; // Pixels from a point to what is told of it.
  const STILL = 4; // Pixels that a click may move.
  const FACTORS = { in: 0.625, out: 1.6 };
  const pictures = new Map(); // What is drawn in an element: its view, its rows by code, its shape.
  let zoomed; // Of whom the last picture told that was taken away, and what part of it was shown; undefined: all.

  const now = () => document.querySelector(".scatter[data-plot]");

  /** Draw the picture of the page, unless it stands there already, and mark what is selected. */
  function draw() {
    const figure = now();
    for (const [drawn, picture] of pictures) {
      if (!drawn.isConnected) remove(drawn, picture);
    }
    if (!figure || !globalThis.vega || !globalThis.vegaLite) return;
    const drawn = figure.querySelector(".drawn");
    const plot = JSON.parse(figure.dataset.plot);
    const layout = fitting(plot.layouts, figure.clientWidth);
    let picture = pictures.get(drawn);
    if (picture && picture.width !== layout.width) {
      remove(drawn, picture);
      picture = undefined;
    }
    if (!picture) {
      picture = make(drawn, plot.spec, layout, figure.dataset.axes);
      pictures.set(drawn, picture);
    }
    figure.classList.add("live");
    figure.nextElementSibling.hidden = false;
    mark(picture, "selected", figure.dataset.selected);
    if (!pointed) mark(picture, "pointed", undefined);
  }

  function remove(drawn, picture) {
    const part = reach(picture.view);
    const all = JSON.stringify(part) === JSON.stringify(picture.whole);
    zoomed = all ? undefined : { axes: picture.axes, part };
    picture.view.finalize();
    pictures.delete(drawn);
  }

  function fitting(layouts, room) {
    const axes = 66; // Pixels that the words of the axis and the air around it take.
    return layouts.find((layout) => layout.width + axes <= room) || layouts[layouts.length - 1];
  }

  function make(drawn, spec, layout, told) {
    const rows = spec.data.values;
    Object.entries(layout.labels).forEach(([at, label]) => Object.assign(rows[at], label));
    const axes = { axisX: { titleLimit: layout.width }, axisY: { titleLimit: layout.height } };
    const shaped = { ...spec, width: layout.width, height: layout.height, config: { ...spec.config, ...axes } };
    const runtime = vega.parse(vegaLite.compile(shaped).spec, null, { ast: true });
    drawn.replaceChildren();
    const view = new vega.View(runtime, {
      container: drawn,
      expr: vegaInterpreter.expressionInterpreter,
      logLevel: vega.Error,
      renderer: "svg",
      tooltip: () => {},
    });
    const picture = { view, rows: rows.filter((row) => row.code), width: layout.width, height: layout.height, axes: told };
    view.run();
    picture.whole = reach(view);
    for (const name of ["zoom_x", "zoom_y"]) view.addSignalListener(name, () => view.runAfter(() => apart(drawn, picture)));
    listen(drawn, picture);
    if (zoomed && zoomed.axes === told) show(drawn, picture, zoomed.part);
    return picture;
  }

  const reach = (view) => ({ x: view.scale("x").domain().slice(), y: view.scale("y").domain().slice() });

  /** Hide labels that come to lie on another or on the edge while the picture is zoomed: what is pointed at is told. */
  function apart(drawn, { view, width, height }) {
    const shown = [];
    const frame = corner(drawn, view);
    const within = (box) => box.left >= frame.x && box.top >= frame.y && box.right <= frame.x + width && box.bottom <= frame.y + height;
    for (const label of drawn.querySelectorAll(".mark-text.role-mark > text")) {
      label.style.visibility = "";
      const box = label.getBoundingClientRect();
      if (!box.width) continue;
      const met = (other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
      if (!within(box) || shown.some(met)) label.style.visibility = "hidden";
      else shown.push(box);
    }
  }

  /** Give where a row lies in the window, or null where it is outside the frame. */
  function place(picture, drawn, row) {
    const { view, width, height } = picture;
    const x = view.scale("x")(row.x);
    const y = view.scale("y")(row.y);
    if (x < 0 || y < 0 || x > width || y > height) return null;
    const from = corner(drawn, view);
    return { x: from.x + x, y: from.y + y };
  }

  /** Give where the upper left corner of the frame lies in the window. */
  function corner(drawn, view) {
    const box = drawn.querySelector("svg").getBoundingClientRect();
    const [left, top] = view.origin();
    const { left: aside, top: above } = view.padding();
    return { x: box.left + left + aside, y: box.top + top + above };
  }

  /** Give the row that the pointer is on, or undefined. */
  function nearest(picture, drawn, event) {
    let found;
    let least = REACH;
    for (const row of picture.rows) {
      const at = place(picture, drawn, row);
      const far = at ? Math.hypot(at.x - event.clientX, at.y - event.clientY) : Infinity;
      if (far < least) [found, least] = [row, far];
    }
    return found;
  }

  function mark(picture, name, code) {
    const row = picture.rows.find((one) => one.code === code);
    picture.view.change(name, vega.changeset().remove(() => true).insert(row ? [row] : [])).run();
  }

  function listen(drawn, picture) {
    let down = null;
    drawn.addEventListener("pointerdown", (event) => { down = event; });
    drawn.addEventListener("pointermove", (event) => {
      const row = event.buttons ? undefined : nearest(picture, drawn, event);
      point(row && row.code);
      drawn.style.cursor = row ? "pointer" : "";
    });
    drawn.addEventListener("pointerleave", () => point(undefined));
    drawn.addEventListener("click", (event) => {
      const moved = down && Math.hypot(down.clientX - event.clientX, down.clientY - event.clientY) > STILL;
      const row = moved ? undefined : nearest(picture, drawn, event);
      const link = row && document.getElementById(`row-${row.code}`);
      if (!link) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey) window.open(link.href);
      else link.click();
    });
  }

  let pointed;
  let dismissed;  // what Escape hid: it stays hidden, also when the picture is drawn anew, until another is pointed at

  /** Mark a package everywhere as pointed at, and tell what each party gets from it; undefined: none. */
  function point(code) {
    if (code === pointed) return;
    pointed = code;
    if (code !== dismissed) dismissed = undefined;
    document.querySelectorAll("tr.pointed").forEach((row) => row.classList.remove("pointed"));
    const figure = now();
    const drawn = figure && figure.querySelector(".drawn");
    const picture = drawn && pictures.get(drawn);
    if (!picture) return;
    mark(picture, "pointed", code);
    const rows = ["row-", "judged-"].map((part) => code && document.getElementById(part + code)).filter(Boolean);
    rows.forEach((link) => link.closest("tr").classList.add("pointed"));
    tell(figure, picture, drawn, code && document.getElementById(`row-${code}`), code);
  }

  function words(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  /** Tell beside a point what its row in the table says. */
  function tell(figure, picture, drawn, link, code) {
    const tip = figure.querySelector(".tip");
    const row = picture.rows.find((one) => one.code === code);
    const at = row && place(picture, drawn, row);
    tip.hidden = !link || !at || code === dismissed;
    if (tip.hidden) return;
    const cells = Array.from(link.closest("tr").cells);
    const heads = Array.from(link.closest("table").tHead.rows[0].cells);
    const list = document.createElement("dl");
    cells.forEach((cell, column) => {
      if (cell.classList.contains("number")) list.append(words("dt", heads[column].textContent), words("dd", cell.textContent));
    });
    tip.replaceChildren(words("b", link.textContent), list, words("p", cells[0].querySelector(".note").textContent));
    const box = figure.getBoundingClientRect();
    const room = box.width - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(at.x - box.left + AWAY, room))}px`;
    const below = at.y - box.top < box.height / 2;
    tip.style.top = below ? `${at.y - box.top + AWAY}px` : "";
    tip.style.bottom = below ? "" : `${box.bottom - at.y + AWAY}px`;
  }

  /** Zoom around the middle, or show the whole picture again. */
  function zoom(how) {
    const drawn = now().querySelector(".drawn");
    const picture = pictures.get(drawn);
    if (!picture) return;
    const shown = how === "whole" ? picture.whole : reach(picture.view);
    const scaled = ([low, high]) => {
      const half = ((high - low) / 2) * (FACTORS[how] ?? 1);
      return [(low + high) / 2 - half, (low + high) / 2 + half];
    };
    show(drawn, picture, { x: scaled(shown.x), y: scaled(shown.y) });
  }

  /** Show a part of a picture: what of each axis is within the frame. */
  function show(drawn, picture, part) {
    for (const axis of "xy") picture.view.signal(`zoom_${axis}`, part[axis]);
    picture.view.run();
    apart(drawn, picture);
  }

  const coded = (element) => {
    const link = element.closest && (element.closest(".point") || (element.closest("tr") || document.createElement("tr")).querySelector("a[id^='row-'], a[id^='judged-']"));
    return link ? link.id.replace(/^[a-z]+-/, "") : undefined;
  };
  const inTables = (element) => element.closest && element.closest("#judged, #behind-table, .picture");

  document.addEventListener("pointerover", (event) => { if (inTables(event.target)) point(coded(event.target)); });
  document.addEventListener("pointerout", (event) => { if (inTables(event.target)) point(undefined); });
  document.addEventListener("focusin", (event) => { if (inTables(event.target)) point(coded(event.target)); });
  document.addEventListener("focusout", (event) => { if (inTables(event.target)) point(undefined); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !now()) return;
    dismissed = pointed;
    now().querySelector(".tip").hidden = true;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (button) zoom(button.dataset.zoom);
  });
  const drawAgain = () => {
    const before = pointed;
    pointed = undefined;
    draw();
    point(before);
  };
  document.addEventListener("htmx:afterSwap", drawAgain);
  document.addEventListener("htmx:historyRestore", drawAgain);
  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(draw);
  });
  draw();
})();
