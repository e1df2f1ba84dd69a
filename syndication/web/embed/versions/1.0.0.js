// <coalition-feed>: see docs/embedding.md
(() => {
const WORDS = {
  en: 'More from|Cancelled|Postponed|Updated|Not certain yet|Online|$ to be announced|Day|Hour|Place',
  es: 'Más de|Cancelada|Aplazada|Actualizada|Por confirmar|En línea|$ por anunciar|Día|Hora|Lugar',
  pt: 'Mais de|Cancelada|Adiada|Atualizada|A confirmar|Online|$ a anunciar|Dia|Hora|Local',
  ht: 'Plis nan men|Anile|Ranvwaye|Mete ajou|Poko sèten|Sou entènèt|$ poko anonse|Jou|Lè|Kote',
  zh: '更多来自|已取消|已延期|已更新|待确认|线上|$待公布|日期|时间|地点',
  ar: 'المزيد من|أُلغي|تأجّل|تم التحديث|غير مؤكد|عبر الإنترنت|يُعلن لاحقًا: $|اليوم|الساعة|المكان'
};
// Browsers lack Haitian Creole.
const HT = 'dim len mad mèk jed van sam jan fev mas avr me jen jiy out sep okt nov des'.split(' ');
const CIRCLE = 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M';
const ICONS = {
  off: CIRCLE + '6 6l12 12',
  wait: CIRCLE + '12 7v5l4 2',
  new: 'M3 10a9 9 0 0 1 18 2M3 4v6h6M21 14a9 9 0 0 1-18-2M21 20v-6h-6'
};
const asked = {}, sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host(:not([hidden])){display:block}
:host{color:var(--cf-text,inherit);background:var(--cf-bg,none)}
:host([theme]:not([theme=auto])){color-scheme:light;
color:var(--cf-text,CanvasText);background:var(--cf-bg,Canvas);padding:1em}
:host([theme][theme=dark]){color-scheme:dark}
*{margin:0;padding:0;font:inherit}
section{--a:var(--cf-accent,currentColor);
overflow:clip;overflow-clip-margin:6px;overflow-wrap:anywhere;text-align:start}
[part=heading]{font-size:1.25em;font-weight:700;line-height:1.25;padding-block-end:.6em}
ul{border-block-start:2px solid var(--a)}
li{display:flex;align-items:start;gap:.9em;padding-block:var(--cf-gap,.75em);border-block-end:1px solid #8887}
.day{flex:none;width:3.4em;text-align:center;line-height:1.15;
padding-block-start:.3em;border-block-start:5px solid var(--a)}
.day *{display:block;font-size:.8em}
.day b{font-size:1.55em}
.wait .day{border-block-start-style:dashed}
.new .day{border-block-start:6px double var(--a)}
.off .day{border-block-start-style:dotted}
s,.off .day b{text-decoration:line-through 2px}
b,a,.state{font-weight:700}
a{color:var(--cf-link,inherit);
display:inline-block;min-height:24px;padding-block:.12em;line-height:1.35}
a:focus-visible{outline:3px solid;outline-offset:2px}
p{font-size:.92em;line-height:1.45}
.state{display:flex;gap:.4em;align-items:center}
svg{flex:none;width:1em;fill:none;stroke:currentColor;stroke-width:2.4}
[part=summary]{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.end{padding-block-start:.9em}`);

function ask(url) {
  const signal = AbortSignal.timeout(8000);
  return asked[url] ||= fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', signal })
    .then(answer => answer.ok && answer.json())
    .catch(() => 0)
    .finally(() => delete asked[url]);
}

// Only text and harmless attributes.
function make(name, attributes, ...inside) {
  const space = /svg|path/.test(name) ? '2000/svg' : '1999/xhtml';
  const element = document.createElementNS('http://www.w3.org/' + space, name);
  for (const key in attributes) if (attributes[key]) element.setAttribute(key, attributes[key]);
  if (attributes && 'lang' in attributes) element.dir = toward(attributes.lang);
  element.append(...inside.filter(Boolean));
  return element;
}

const toward = lang => !lang ? 'auto' : /^(ar|fa|he|ps|ur|yi)\b/i.test(lang) ? 'rtl' : 'ltr';
const safe = url => /^https?:\/\//i.test(url) && url;
const isOver = ({ meeting }) => meeting && Date.parse(meeting.ends || meeting.starts) + 2e8 < Date.now();

function draw({ title, language, home_page_url, items, authors: [{ name: publisher }] = [{}] }, host) {
  const get = name => host.getAttribute(name), label = get('label');
  const pageLang = (host.closest('[lang]') || document.documentElement).lang;
  const known = pageLang.slice(0, 2).toLowerCase(), lang = WORDS[known] ? known : 'en', isHaitian = lang == 'ht';
  const dateStyle = isHaitian ? 'short' : 'long', timeZoneName = isHaitian ? 'short' : 'longGeneric';
  const [more, cancelled, postponed, updated, tentative, online, announced, ...parts] = WORDS[lang].split('|');
  const say = (name, text, attributes) => text && make(name, { lang, ...attributes }, text);

  const format = (options, first, last = first) =>
    new Intl.DateTimeFormat(isHaitian ? 'fr' : lang, options).formatRange(first, last).replace(/:00(?=.*[AP]M)/g, '');

  // The meeting's own clock, named where the visitor's differs.
  function hours({ starts, ends, timezone: timeZone }) {
    const first = new Date(starts), last = new Date(ends || starts);
    if (!starts[10]) return last > first && format({ dateStyle, timeZone: 'UTC' }, first, last);
    const isElsewhere = first - new Date(starts.slice(0, 19)), hour = 'numeric';
    return format({ hour, minute: hour, timeZone, ...isElsewhere && { timeZoneName } }, first, last);
  }

  function state({ status, tbd, sequence, change }) {
    const said = { cancelled, postponed, tentative }[status];
    const missing = parts.filter((_, n) => tbd.includes(['date', 'time', 'place'][n]));
    if (said && said != tentative) return ['off', said];
    if (missing[0]) return ['wait', ...missing.map(part => announced.replace('$', part))];
    return said ? ['wait', said] : sequence || change ? ['new', updated] : [];
  }

  function leaf(starts) {
    if (!starts) return make('span', { class: 'day', 'aria-hidden': 'true' }, make('b', 0, '?'));
    const day = new Date(starts.slice(0, 10)), isFar = Math.abs(day - Date.now()) > 16e9;
    const name = (index, said) => make('span', 0, isHaitian ? HT[index] : format({ ...said, timeZone: 'UTC' }, day));
    return make('time', { class: 'day', part: 'date', datetime: starts, lang },
      name(day.getUTCDay(), { weekday: 'short' }), ' ', make('b', 0, day.getUTCDate()), ' ',
      name(day.getUTCMonth() + 7, { month: 'short', ...isFar && { year: 'numeric' } }));
  }

  function item({ title, url, external_url, language, summary, date_published, meeting, partner }) {
    const { starts, place, address, town, online_url } = meeting || {};
    const [line, ...words] = meeting ? state(meeting) : [], tag = line == 'off' ? 's' : 'span';
    const where = [place || online_url && online || town, address].filter(Boolean).join(', ');
    // News is read at its partner, the rest on our pages.
    const href = !meeting && safe(external_url) || safe(url), name = partner?.name;
    const source = name && (!meeting || name != publisher) && make('b', { part: 'source', dir: 'auto' }, name);
    const facts = meeting ? [say(tag, starts && hours(meeting)), where && make(tag, 0, where), source] : [
      source, date_published && say('time', format({ dateStyle }, new Date(date_published)),
        { part: 'date', datetime: date_published })
    ];
    return make('li', { part: 'item', class: line, lang: language }, meeting && leaf(starts), make('div', 0,
      make(href ? 'a' : 'b', { part: 'link', href }, title),
      ...words.map(word => make('p', { class: 'state', part: tag == 's' ? 'cancelled' : 'meta' },
        make('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, make('path', { d: ICONS[line] })),
        say('span', word))),
      make('p', { part: 'meta' }, ...facts.filter(Boolean).flatMap(fact => [' · ', fact]).slice(1)),
      summary && get('summaries') != null && make('p', { part: 'summary' }, summary)));
  }

  const there = items.map(entry => ({ ...entry, ...entry._coalition })).filter(entry => !entry.withdrawn);
  const coming = there.filter(entry => !isOver(entry));
  const shown = (coming[0] ? coming : there).slice(0, /^[1-9]\d?$/.exec(get('count')) || 5).flatMap(entry => {
    try {
      return item(entry);
    } catch {
      return [];
    }
  });
  if (!shown[0]) throw 0;
  return make('section', { lang },
    make('h' + (/^[2-6]$/.exec(get('heading')) || 3), { part: 'heading', lang: label ? pageLang : language },
      label || title),
    make('ul', { part: 'list', role: 'list' }, ...shown),
    make('p', { class: 'end' }, make('a', { part: 'more', href: safe(home_page_url) },
      more + ' ', make('bdi', 0, publisher || title))));
}

customElements.get('coalition-feed') || customElements.define('coalition-feed', class extends HTMLElement {
  static observedAttributes = ['src', 'count', 'heading', 'label', 'lang', 'summaries'];

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
    this.draw();
  }

  async connectedCallback() {
    const src = this.getAttribute('src'), feed = safe(src) && await ask(src);
    if (feed && src == this.getAttribute('src')) this.draw(this.feed = feed);
  }

  attributeChangedCallback(name) {
    if (name == 'src') this.connectedCallback(this.feed = 0);
    this.draw();
  }

  draw() {
    try {
      this.shadowRoot.replaceChildren(draw(this.feed, this));
    } catch {
      this.shadowRoot.replaceChildren(make('slot'));
    }
  }
});
})();
