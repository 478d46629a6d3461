import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
// Needed at once, hence loaded beside this file and not after it.
import '../chart/draw';
import { Page } from './page';

const root = document.getElementById('explore');
if (!root) throw new Error('explore.html has no #explore');
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
