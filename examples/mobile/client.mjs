// The client of a React Native application, and its life between foreground and background.
import { asyncStorageOutbox, createRealtimeClient } from 'depth-realtime/client';

/** `AsyncStorage` comes from @react-native-async-storage/async-storage; `session` is your own. */
export function createMobileClient({ url, session, AsyncStorage }) {
  return createRealtimeClient({
    url,
    token: () => session.freshToken(),
    // With the user's id, what was written offline survives the end of the application, and goes out at its next start.
    userId: session.userId,
    outbox: asyncStorageOutbox(AsyncStorage),
    // Typing, presence and activity in one packet instead of many: the radio sleeps longer.
    batch: true,
  });
}

// #region life
/** `AppState` comes from react-native, `NetInfo` from @react-native-community/netinfo. Returns how to stop. */
export function followApplicationLife(client, { AppState, NetInfo }) {
  const { connection } = client;
  const state = AppState.addEventListener('change', (next) => {
    // In the background the system suspends the application and lets its connection die unseen. End it ourselves:
    // the server then knows at once that the user is away, and what happens meanwhile goes out as push messages.
    if (next === 'background') connection.disconnect();
    // Rooms were kept open: they are joined again, and every handler hears what it has missed.
    if (next === 'active') connection.connect();
  });
  let network;
  const stopNetwork = NetInfo.addEventListener(({ type, isConnected }) => {
    const changed = network !== undefined && network !== type;
    network = type;
    // From Wi-Fi to mobile data: the old connection is dead, but nothing says so. Do not wait for it.
    if (!changed || !isConnected || AppState.currentState !== 'active') return;
    connection.disconnect();
    connection.connect();
  });
  return () => {
    state.remove();
    stopNetwork();
  };
}
// #endregion
