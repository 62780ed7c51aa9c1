/**
 * A text that somebody wrote, with a little Markdown: headings, lists, **bold**, *italic*, `code`. It is made of
 * elements and text, never of HTML, so nothing in it is executed.
 */
export function textPanel(text) {
  const element = document.createElement('div');
  element.className = 'text';
  element.tabIndex = 0; // a long one is scrolled by keys
  element.append(...blocks(text));
  return element;
}

function blocks(text) {
  const all = [];
  let list = null;
  let paragraph = null;
  for (const line of text.split(/\r?\n/)) {
    const [, marks, heading] = /^(#{1,3})\s+(.*)$/.exec(line) ?? [];
    const [, item] = /^\s*[-*]\s+(.*)$/.exec(line) ?? [];
    if (item !== undefined) {
      if (!list) all.push((list = document.createElement('ul')));
      list.append(inline('li', item));
    } else if (heading !== undefined) {
      all.push(inline(`h${marks.length + 3}`, heading));
    } else if (line.trim()) {
      if (paragraph) paragraph.append(document.createElement('br'), ...spans(line));
      else all.push((paragraph = inline('p', line)));
    }
    if (item === undefined) list = null;
    if (item !== undefined || heading !== undefined || !line.trim()) paragraph = null;
  }
  return all;
}

function inline(tag, text) {
  const element = document.createElement(tag);
  element.append(...spans(text));
  return element;
}

const SPAN = /\*\*(?<strong>[^*]+)\*\*|\*(?<em>[^*]+)\*|`(?<code>[^`]+)`/g;

function spans(text) {
  const all = [];
  let at = 0;
  for (const found of text.matchAll(SPAN)) {
    if (found.index > at) all.push(text.slice(at, found.index));
    const [tag, inner] = Object.entries(found.groups).find(([, value]) => value !== undefined);
    const span = document.createElement(tag);
    span.textContent = inner;
    all.push(span);
    at = found.index + found[0].length;
  }
  if (at < text.length) all.push(text.slice(at));
  return all;
}
