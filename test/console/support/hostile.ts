/** What people may write to run a script on the page of whoever reads it, or to break it. All of it sets the title to "pwned". */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>document.title="pwned"</script>',
  '<img src=x onerror="document.title=\'pwned\'">',
  '<svg onload="document.title=\'pwned\'"><animate onbegin="document.title=\'pwned\'" attributeName=x dur=1s>',
  '"><iframe srcdoc="<script>parent.document.title=\'pwned\'</script>"></iframe>',
  '<a href="javascript:document.title=\'pwned\'">click</a>',
  '[click](javascript:document.title="pwned")',
  '<style>*{display:none}</style>',
  '<details open ontoggle="document.title=\'pwned\'">',
  '{{constructor.constructor("document.title=\'pwned\'")()}}',
  '${document.title="pwned"}',
  '</textarea><script>document.title="pwned"</script>',
  '&lt;script&gt;document.title="pwned"&lt;/script&gt;',
  '<math><mtext><table><mglyph><style><img src=x onerror="document.title=\'pwned\'">',
  '\u202Etxt.exe\u202C <b>bold</b>',
  '__proto__',
];
