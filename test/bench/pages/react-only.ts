import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

/** The least that a page with React can show: a paragraph. */
const root = document.getElementById('root');
if (root === null) throw new Error('the page has a root');
createRoot(root).render(createElement('p', null, 'A page with React and a paragraph, and nothing else in it at all.'));
