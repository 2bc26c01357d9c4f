// Loaded into the servers whose memory is compared: what they hold is then what they keep, not what waits for collection.
process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
});
