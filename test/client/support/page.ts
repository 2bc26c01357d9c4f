import { Window } from 'happy-dom';
import { act, createElement, StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import { onCleanup } from '../../support/cleanup.js';

/** A page with React on it, in strict mode: everything is put up, taken down and put up again. */
export interface Page {
  readonly render: (node: ReactNode) => Promise<void>;
  readonly text: () => string;
  readonly unmount: () => Promise<void>;
}

/** Gives this process a document, until the test is over. */
export function openPage(): Page {
  const window = new Window();
  const globals = { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: false };
  const before = new Map(Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const container = window.document.createElement('div');
  window.document.body.appendChild(container);
  const root = createRoot(container);
  let mounted = true;
  const unmount = async (): Promise<void> => {
    if (!mounted) return;
    mounted = false;
    await acting(async () => root.unmount());
  };
  onCleanup(async () => {
    await unmount();
    await window.happyDOM.close();
    for (const [name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  });
  return {
    render: (node) => acting(async () => root.render(createElement(StrictMode, undefined, node))),
    text: () => container.textContent,
    unmount,
  };
}

/** What the test does is finished when it returns; what the server does comes when it comes. */
async function acting(step: () => Promise<void>): Promise<void> {
  const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean };
  environment.IS_REACT_ACT_ENVIRONMENT = true;
  try {
    await act(step);
  } finally {
    environment.IS_REACT_ACT_ENVIRONMENT = false;
  }
}
