"use strict";
// The map's side of a report page. Texts come from the tables beside the map (textContent) or, for
// names on the map, from properties that the program has already made inert; nothing here builds
// markup from data.
const scmap = (() => {
  const SYMBOL = "f0", KEY = "f1", TEXT = "f2", FROM_SCALE = "f3", TO_SCALE = "f4";
  const SCALE_AT_ZOOM_0 = 559082264; // 1:n of Web Mercator on a 96-dpi screen at the equator
  const MAX_ZOOM_TO = 14;
  const FAR_ZOOM = 8.5; // below, markers are drawn smaller so that a country of them can be read
  const words = {};
  const features = []; // {layer, keys, rings}: all that can be asked for
  const labels = [];
  let map = null, chosen = null;

  // -- what folium calls for each feature ---------------------------------------------------

  function each(feature, layer) {
    const keys = (feature.properties[KEY] || "").split(" ").filter(Boolean);
    features.push({ layer, keys, rings: layer.getLatLngs ? rings(layer.getLatLngs()) : null });
  }

  const pointIn = (pane) => (feature, at) => {
    const symbol = document.getElementById(feature.properties[SYMBOL] + "m");
    const size = symbol.viewBox.baseVal.width;
    const html = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    html.setAttribute("width", size);
    html.setAttribute("height", size);
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", "#" + symbol.id);
    html.append(use);
    const icon = L.divIcon({ html, className: "marker", iconSize: [size, size] });
    const marker = L.marker(at, { icon, pane, keyboard: false });
    return marker.on("click", (event) => ask(event.latlng));
  };

  function label(feature, at) {
    const icon = L.divIcon({ html: feature.properties[TEXT], className: "label", iconSize: null });
    const marker = L.marker(at, { icon, pane: "labels", interactive: false, keyboard: false });
    labels.push({ marker, from: feature.properties[FROM_SCALE], to: feature.properties[TO_SCALE] });
    return marker;
  }

  // -- what lies where ----------------------------------------------------------------------

  function rings(nested) {
    return Array.isArray(nested[0]) ? nested.flatMap(rings) : [nested];
  }

  function inside(at, shape) {
    let odd = false;
    for (const ring of shape) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const a = ring[i], b = ring[j];
        const crosses = a.lat > at.lat !== b.lat > at.lat;
        if (crosses && at.lng < ((b.lng - a.lng) * (at.lat - a.lat)) / (b.lat - a.lat) + a.lng) odd = !odd;
      }
    }
    return odd;
  }

  function hit(feature, at) {
    if (!map.hasLayer(feature.layer)) return false;
    if (feature.layer.closestLayerPoint && !(feature.layer instanceof L.Polygon)) {
      const nearest = feature.layer.closestLayerPoint(map.latLngToLayerPoint(at));
      return Boolean(nearest) && nearest.distance < 8;
    }
    if (feature.rings) return feature.layer.getBounds().contains(at) && inside(at, feature.rings);
    const gap = map.latLngToLayerPoint(feature.layer.getLatLng()).distanceTo(map.latLngToLayerPoint(at));
    return gap < 12;
  }

  // -- cards --------------------------------------------------------------------------------

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  const rowOf = (key) => document.getElementById(key);
  const titleOf = (row) => [...row.querySelectorAll("td.name")].map((cell) => cell.textContent).join(" × ");

  function card(row) {
    const made = element("dl", "", "card");
    const heads = row.closest("table").querySelectorAll("thead th");
    [...row.cells].forEach((cell, place) => {
      made.append(element("dt", heads[place].textContent), element("dd", cell.textContent));
    });
    return made;
  }

  function ask(at) {
    const found = features.filter((feature) => hit(feature, at)).flatMap((feature) => feature.keys);
    const rows = [...new Set(found)].map(rowOf).filter(Boolean);
    if (rows.length === 1) return pick(rows[0].id, at);
    if (!rows.length) return map.closePopup();
    const box = element("div", "", "found");
    for (const table of new Set(rows.map((row) => row.closest("section")))) {
      const here = rows.filter((row) => row.closest("section") === table);
      box.append(element("h3", `${table.querySelector("h2").textContent} ${here.length}`));
      for (const row of here) {
        const button = element("button", titleOf(row));
        button.addEventListener("click", () => pick(row.id, at));
        box.append(button);
      }
    }
    return popup(box, at);
  }

  function popup(content, at) {
    L.popup({ maxWidth: 380, minWidth: 260, maxHeight: 340, autoPanPaddingTopLeft: [52, 12], autoPanPaddingBottomRight: [legendWidth() + 12, 12] })
      .setLatLng(at).setContent(content).openOn(map);
  }

  function pick(key, at) {
    const row = rowOf(key);
    if (chosen) chosen.classList.remove("chosen");
    chosen = row;
    row.classList.add("chosen");
    row.scrollIntoView({ block: "nearest" });
    const shapes = features.filter((feature) => feature.keys.includes(key)).map((feature) => feature.layer);
    const bounds = mark(shapes);
    const where = at || (bounds.isValid() ? bounds.getCenter() : null);
    if (!at && bounds.isValid()) {
      const beside = { paddingTopLeft: [40, 40], paddingBottomRight: [legendWidth() + 40, 40] };
      map.fitBounds(bounds, { maxZoom: MAX_ZOOM_TO, animate: false, ...beside });
    }
    const box = element("div");
    box.append(element("h3", titleOf(row)), card(row));
    if (where) popup(box, where);
  }

  const marks = L.layerGroup();
  function mark(shapes) {
    const bounds = L.latLngBounds([]);
    marks.clearLayers();
    for (const shape of shapes) {
      const areal = Boolean(shape.getLatLngs);
      bounds.extend(areal ? shape.getBounds() : shape.getLatLng());
      for (const [className, weight] of [["casing", 6], ["accent", 3]]) {
        const options = { className, weight, fill: false, interactive: false, pane: "selection", radius: 13 };
        const drawn = shape instanceof L.Polygon ? L.polygon : L.polyline;
        marks.addLayer(areal ? drawn(shape.getLatLngs(), options) : L.circleMarker(shape.getLatLng(), options));
      }
    }
    return bounds;
  }

  // -- names: larger areas first, none over another -------------------------------------------

  function place() {
    map.getContainer().classList.toggle("far", map.getZoom() < FAR_ZOOM);
    const scale = (SCALE_AT_ZOOM_0 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** map.getZoom();
    const taken = [...map.getContainer().querySelectorAll(".marker")].map((mark) => mark.getBoundingClientRect());
    for (const { marker, from, to } of labels) {
      const box = marker.getElement();
      if (!box) continue;
      box.style.display = scale >= from && scale <= to ? "" : "none";
      const own = box.getBoundingClientRect();
      const free = !taken.some((other) =>
        own.left < other.right && other.left < own.right && own.top < other.bottom && other.top < own.bottom);
      box.style.visibility = free ? "visible" : "hidden";
      if (free && own.width) taken.push(own);
    }
  }

  // -- tables -------------------------------------------------------------------------------

  const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  const initials = (text) => text.replace(/[가-힣]/g, (letter) => INITIALS[Math.floor((letter.charCodeAt(0) - 0xac00) / 588)]);

  // As in the program: "ㅎㅅㅅ" finds 화성시.
  function holds(text, word) {
    return text.includes(word) || ([...word].every((letter) => INITIALS.includes(letter)) && initials(text).includes(word));
  }

  function ready(table) {
    const body = table.tBodies[0];
    const choose = (event) => {
      const row = event.target.closest("tr[id]");
      if (row && (event.type === "click" || event.key === "Enter")) pick(row.id);
    };
    body.addEventListener("click", choose);
    body.addEventListener("keydown", choose);
    const field = element("input", "", "filter");
    field.type = "search";
    field.placeholder = words.filter;
    field.setAttribute("aria-label", words.filter);
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of body.rows) row.hidden = !wanted.every((word) => holds(row.textContent.toLowerCase(), word));
    });
    table.closest("section").querySelector("h2").after(field);
  }

  // Markers of one place stand side by side, so that none hides another.
  function spread() {
    const places = Map.groupBy(features.filter((feature) => !feature.rings), ({ layer }) => layer.getLatLng().toString());
    for (const several of places.values()) {
      if (several.length < 2) continue;
      const pictures = several.map(({ layer }) => layer.options.icon.options.html);
      const radius = (0.54 * Math.max(...pictures.map((one) => one.getAttribute("width")))) / Math.sin(Math.PI / several.length);
      pictures.forEach((one, place) => {
        const angle = Math.PI + (2 * Math.PI * place) / several.length;
        one.style.translate = `${radius * Math.cos(angle)}px ${radius * Math.sin(angle)}px`;
      });
    }
  }

  // -- legend -------------------------------------------------------------------------------

  function group(container) {
    let before = "";
    for (const entry of container.querySelectorAll(".legend")) {
      if (entry.dataset.group !== before) entry.closest("label").before(element("h3", entry.dataset.group));
      before = entry.dataset.group;
    }
  }

  function legendWidth() {
    const { width } = map.getContainer().querySelector(".leaflet-control-layers").getBoundingClientRect();
    return width < 0.45 * map.getContainer().clientWidth ? width : 0;
  }

  // Until somebody touches the map, it keeps showing the whole area whatever the window's size.
  function frame(bounds) {
    let touched = false;
    const container = map.getContainer();
    for (const event of ["pointerdown", "wheel", "keydown"]) container.addEventListener(event, () => { touched = true; });
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false });
      if (!touched && !chosen) map.fitBounds(bounds, { animate: false, paddingBottomRight: [legendWidth(), 0] });
    }).observe(container);
    map.fitBounds(bounds, { animate: false, paddingBottomRight: [legendWidth(), 0] });
  }

  function start(drawn, bounds) {
    map = drawn;
    words.filter = document.querySelector("main").dataset.filter;
    group(drawn.getContainer());
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    marks.addTo(map);
    spread();
    map.on("click", (event) => ask(event.latlng));
    map.on("zoomend moveend overlayadd overlayremove", place);
    frame(bounds);
    document.querySelectorAll("table.asked").forEach(ready);
    place();
    document.body.classList.add("drawn");
  }

  return { each, pointIn, label, start };
})();
