import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { Boot } from './app/boot.js';
import { applyTheme, chosenTheme } from './app/theme.js';

applyTheme(chosenTheme());

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <Boot />
  </StrictMode>,
);
