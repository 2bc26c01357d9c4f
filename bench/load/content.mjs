const WORDS =
  'scene light camera draft review colour sound frame the of and with before after please send again tomorrow cut take ' +
  'sheet contract music voice edit render upload studio client budget schedule storyboard لقطة مشهد صوت إضاءة مونتاج مراجعة';

/** Message texts of `size` bytes that compress as prose does; the same ones in every run. */
export function contents(size, count = 64) {
  const words = WORDS.split(' ');
  let state = 42;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state;
  };
  return Array.from({ length: count }, () => {
    let text = '';
    while (Buffer.byteLength(text) < size) text += `${words[(random() >> 8) % words.length]} `;
    // Cut at a byte, then drop what is left of a broken character.
    return Buffer.from(text)
      .subarray(0, size)
      .toString()
      .replace(/\ufffd/g, '');
  });
}

const STAMP_DIGITS = 16;
const AT = 0x40;

/** The time in microseconds, the same clock in all processes of the machine. */
export function now() {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}

/** The content with the present time in front. */
export function stamped(content) {
  return `@${String(Math.round(now())).padStart(STAMP_DIGITS, '0')}${content.slice(STAMP_DIGITS + 1)}`;
}

/** How many microseconds ago the message in this frame was sent; undefined when it has no stamp. */
export function ageOf(data, start, length) {
  const at = data.indexOf(AT, start);
  if (at < 0 || at + STAMP_DIGITS >= start + length) return undefined;
  let stamp = 0;
  for (let i = at + 1; i <= at + STAMP_DIGITS; i += 1) stamp = stamp * 10 + (data[i] - 0x30);
  return now() - stamp;
}
