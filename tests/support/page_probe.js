// Looks at an open report as a reader would: what sticks out, what lies over what, and what is hard to read.
(() => {
  const width = document.documentElement.clientWidth;
  const result = {
    sideways: document.documentElement.scrollWidth - window.innerWidth,
    outside: [], clipped: [], overlapping: [], pale: [], texts: 0, pictures: 0, leastContrast: 99,
  };
  const hidden = new Map([[null, false]]);
  const isHidden = element => {
    if (!hidden.has(element)) {
      const style = getComputedStyle(element);
      const isGone = element.matches('.symbols') || style.clipPath === 'inset(50%)' || style.display === 'none';
      hidden.set(element, isGone || isHidden(element.parentElement));
    }
    return hidden.get(element);
  };
  const name = e => `${e.tagName}.${e.getAttribute('class') || ''} ${(e.textContent || '').trim().slice(0, 40)}`;
  for (const e of document.body.querySelectorAll('*')) {
    if (isHidden(e) || (e.closest('svg') && e.tagName !== 'svg')) continue;
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    if (box.left < -0.5 || box.right > width + 0.5) result.outside.push(name(e));
    const isInline = getComputedStyle(e).display === 'inline';
    if (e.tagName !== 'svg' && !isInline && e.clientWidth && e.scrollWidth > e.clientWidth + 1) result.clipped.push(name(e));
  }

  const cross = (a, b, slack) =>
    a.left + slack < b.right && b.left + slack < a.right && a.top + slack < b.bottom && b.top + slack < a.bottom;
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || parent.closest('svg') || isHidden(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1) lines.push({ box, element: parent, text: node.textContent.trim().slice(0, 30) });
  }
  lines.sort((a, b) => a.box.top - b.box.top);
  for (let i = 0; i < lines.length; i++)
    for (let j = i + 1; j < lines.length && lines[j].box.top < lines[i].box.bottom; j++)
      if (cross(lines[i].box, lines[j].box, 3)) result.overlapping.push(`${lines[i].text} × ${lines[j].text}`);

  const drawnTexts = [];
  for (const svg of document.querySelectorAll('svg.picture')) {
    const box = svg.getBoundingClientRect();
    if (!box.width) continue;
    result.pictures++;
    const marks = [...svg.querySelectorAll('text, use')].map(e => ({ e, box: e.getBoundingClientRect(), text: e.textContent || e.getAttribute('href') }));
    for (const mark of marks) {
      if (mark.e.tagName === 'text') drawnTexts.push([svg, getComputedStyle(mark.e).fill, mark.text]);
      if (mark.box.left < box.left - 1 || mark.box.right > box.right + 1 || mark.box.top < box.top - 1 || mark.box.bottom > box.bottom + 1)
        result.outside.push(`${mark.text} in ${svg.querySelector('title').textContent}`);
    }
    for (let i = 0; i < marks.length; i++)
      for (let j = i + 1; j < marks.length; j++)
        if (cross(marks[i].box, marks[j].box, 1.5)) result.overlapping.push(`${marks[i].text} × ${marks[j].text} in ${svg.querySelector('title').textContent}`);
  }

  const channels = colour => colour.match(/[\d.]+/g).map(Number);
  const luminance = colour => {
    const [r, g, b] = channels(colour).slice(0, 3).map(v => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const texts = [...lines.map(l => [l.element, getComputedStyle(l.element).color, l.text]), ...drawnTexts];
  result.texts = texts.length;
  for (const [element, colour, text] of texts) {
    const ratio = contrast(colour, ground(element));
    result.leastContrast = Math.min(result.leastContrast, ratio);
    if (ratio < 4.5) result.pale.push(`${text} ${ratio.toFixed(2)}`);
  }
  for (const css of ['own-line', 'record-line', 'record-range', 'dots', 'node', 'ring', 'bar', 'curve', 'stroke', 'axis', 'tick', 'thin'])
    for (const e of document.querySelectorAll(`.${css}`)) {
      if (isHidden(e.closest('svg'))) continue;
      const ratio = contrast(getComputedStyle(e).stroke, ground(e.closest('svg').parentElement));
      if (ratio < 3) result.pale.push(`drawn ${css} ${ratio.toFixed(2)}`);
    }
  return result;
})()
