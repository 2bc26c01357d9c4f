/**
 * Loaded into a node before its program, breaks it deliberately: each node's commits go to the rooms at once, through the
 * plain Redis adapter, as a Socket.IO application without an ordered relay would send them. The check of the history
 * must fail on such a node.
 */
const built = new URL('../../../dist/', import.meta.url);
const { StreamRelay } = await import(new URL('streams/stream-relay.js', built));
const { StreamFeed } = await import(new URL('streams/stream-feed.js', built));
const { RoomAudience } = await import(new URL('realtime/delivery/room-audience.js', built));

StreamRelay.prototype.onModuleInit = function () {
  this.log.onCommitted((event) => this.audience.broadcast(event));
};

StreamFeed.prototype.open = function (joiner) {
  this.joiners.delete(joiner.member.id);
  this.live.set(joiner.member.id, joiner.member);
  joiner.member.admit();
};

RoomAudience.prototype.emit = function (namespace, { room, event, data }) {
  this.server.of(namespace).to(room).emit(event, data);
};
