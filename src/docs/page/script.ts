/** The page's program: the search. Without it the page is whole, with everything shown. */
export const SCRIPT = `
const field = document.getElementById('search');
const nothing = document.getElementById('nothing');
const entries = [...document.querySelectorAll('[data-entry]')];
const links = new Map([...document.querySelectorAll('[data-link]')].map((link) => [link.dataset.link, link]));
const menu = document.querySelector('.menu');
const wide = matchMedia('(min-width: 60.01rem)');
const fold = () => { menu.open = wide.matches; };
wide.addEventListener('change', fold);
fold();

function search() {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const named = (entry) => entry.dataset.entry.toLowerCase();
  const every = (text) => words.every((word) => text.includes(word));
  // Names first: only when none has the words is the text looked through.
  const byName = entries.some((entry) => every(named(entry)));
  let found = 0;
  for (const entry of entries) {
    const fits = words.length === 0 || every(byName ? named(entry) : entry.textContent.toLowerCase());
    entry.hidden = !fits;
    const link = links.get(entry.id);
    if (link) link.hidden = !fits;
    if (fits) found += 1;
  }
  for (const section of document.querySelectorAll('main > section')) {
    const own = section.querySelectorAll('[data-entry]');
    section.hidden = words.length > 0 && ![...own].some((entry) => !entry.hidden);
  }
  for (const group of document.querySelectorAll('.group')) {
    let next = group.nextElementSibling;
    let some = false;
    while (next && next.matches('article')) { some ||= !next.hidden; next = next.nextElementSibling; }
    group.hidden = !some;
  }
  nothing.hidden = found > 0;
}

function clear() {
  field.value = '';
  search();
}

field.addEventListener('input', search);
document.getElementById('clear').addEventListener('click', () => { clear(); field.focus(); });
addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== field && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    field.focus();
  }
  if (event.key === 'Escape' && field.value !== '') clear();
});
// A link to something that the search has hidden shows it.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (target && target.closest('[hidden]')) clear();
});
if (field.value !== '') search();
`;
