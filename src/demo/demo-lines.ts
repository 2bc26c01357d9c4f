/** What the demo tells on the terminal once it accepts connections: first where it is, then what to do with it. */
export function demoLines(url: string): string[] {
  return [
    `Depth Realtime is ready on ${url}`,
    '',
    `  Open it in a browser: the console shows two people at once, and what crosses the wire between them.`,
    '  A demo with the users layla, omar, noor and admin, the conversation "general" and the project "launch-film".',
    '  A token:       npm run --silent token -- layla',
    '  First steps:   the tour in README.md connects, joins, sends and catches up',
    `  Server API:    ${url}/docs (its routes need SERVICE_API_KEY)`,
    `  Health:        ${url}/health`,
    '',
  ];
}
