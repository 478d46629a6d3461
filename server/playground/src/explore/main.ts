// What the page shows is asked for at once; what draws it is loaded beside this, and comes later.
import { askEarly } from './early';
import './explore.css';

askEarly(location.hash);
import('./render').catch(() => {
  const root = document.getElementById('explore');
  if (root) root.textContent = 'The page could not be loaded. Reload it.';
});
