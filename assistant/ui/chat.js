() => {
  if (window.footfallChat) return;
  window.footfallChat = true;
  const numbers = ["part", "choice"];

  const signal = (what) => {
    const box = document.querySelector(["csv", "xlsx"].includes(what.do) ? "#fetch input" : "#signal input");
    box.value = JSON.stringify({ ...what, at: Date.now() });
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
  };

  const drawer = (open) => {
    document.querySelector("#side")?.toggleAttribute("data-open", open);
    const button = document.querySelector("#history");
    button?.setAttribute("aria-expanded", String(open));
    if (open) document.querySelector("#side button")?.focus();
    else if (document.activeElement?.closest("#side")) button?.focus();
  };

  const copy = async (button) => {
    const text = button.closest(".bot-row").querySelector(".ff-copy").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.querySelector("span");
    const before = label.textContent;
    label.textContent = button.dataset.done;
    label.setAttribute("role", "status");
    setTimeout(() => { label.textContent = before; label.removeAttribute("role"); }, 2000);
  };

  // The chart as it stands, on white, under what was asked and over where it comes from.
  const picture = async (button) => {
    const row = button.closest(".bot-row");
    const plot = row.querySelector(".js-plotly-plot");
    const layers = [...plot.querySelectorAll(":scope .main-svg")];
    const { width, height } = layers[0].getBoundingClientRect();
    const head = 64, foot = 34, edge = 20, scale = 2;
    const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    whole.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    whole.setAttribute("width", width + 2 * edge);
    whole.setAttribute("height", height + head + foot);
    const write = (text, y, size, colour, weight) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "text");
      Object.entries({ x: edge, y, "font-size": size, fill: colour, "font-weight": weight, "font-family": "system-ui, sans-serif" })
        .forEach(([name, value]) => line.setAttribute(name, value));
      line.textContent = text;
      whole.append(line);
    };
    const asked = row.querySelector(".ff-source").dataset;
    write(asked.title, 34, Math.max(12, Math.min(18, width / (asked.title.length * 0.58))), "#18202c", 650);
    const letters = Math.floor(width / 6.2);
    const source = asked.source.length > letters ? `${asked.source.slice(0, letters - 1)}…` : asked.source;
    write(source, height + head + foot - 12, 12, "#586272", 400);
    layers.forEach((layer) => {
      const clone = layer.cloneNode(true);
      clone.setAttribute("x", edge);
      clone.setAttribute("y", head - 8);
      clone.querySelectorAll("text").forEach((text) => { text.style.fill = "#3a4352"; text.style.textShadow = "none"; text.style.fontFamily = "system-ui, sans-serif"; });
      whole.append(clone);
    });
    const image = new Image();
    const drawn = new XMLSerializer().serializeToString(whole).replace(/url\((&quot;|"|')?[^)#]*#/g, "url($1#");
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn)}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: (width + 2 * edge) * scale, height: (height + head + foot) * scale });
    const context = canvas.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => {
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: asked.file });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }, "image/png");
  };

  const close = (except) =>
    document.querySelectorAll(".ff-part[open], .ff-remark[open]").forEach((open) => { if (open !== except) open.open = false; });

  document.addEventListener("click", (event) => {
    close(event.target.closest(".ff-part, .ff-remark"));
    if (event.target.closest("#history")) return drawer(!document.querySelector("#side[data-open]"));
    if (!event.target.closest("#side")) drawer(false);
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const { do: what, done, ...told } = button.dataset;
    if (what === "copy") return copy(button);
    if (what === "png") return picture(button);
    numbers.forEach((name) => { if (name in told) told[name] = Number(told[name]); });
    if ("good" in told) {
      told.good = told.good === "true";
      told.text = button.closest(".ff-remark")?.querySelector("textarea").value ?? "";
    }
    if (what === "ask") drawer(false);
    signal({ do: what, ...told });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector(".ff-part[open], .ff-remark[open]");
    close(null);
    open?.querySelector("summary").focus();
    drawer(false);
  });

  // The last question comes to the top when it is asked, and when its answer is there.
  let seen = "";
  const follow = () => {
    const asked = [...document.querySelectorAll("#chat .user-row")].pop();
    const answered = Boolean([...document.querySelectorAll("#chat .bot-row")].pop()?.querySelector(".ff-lead, .ff-notice"));
    const now = asked ? `${document.querySelectorAll("#chat .user-row").length} ${answered} ${asked.textContent}` : "";
    if (now !== seen) asked?.scrollIntoView({ block: "start" });
    seen = now;
  };

  // A drawing is an image to those who cannot see it; its figures stand in the table below.
  new MutationObserver(() => {
    follow();
    document.querySelectorAll(".js-plotly-plot:not([role])").forEach((plot) => {
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", plot.closest(".bot-row")?.querySelector(".ff-source")?.dataset.title ?? "");
    });
  }).observe(document.body, { childList: true, subtree: true });
}
