import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { createLocalStorage } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { examples } from './examples';
import { fetcher, open, waiting } from './fetcher';
import { read } from './link';
import { chartPlugin, tracePlugin } from './plugins';
import { ShareButton } from './share';
import { Compose, ExploreLink } from './compose';
import { Skip } from './skip';
import { useSource } from './use-source';
import { TokenBar } from './token';
import './workers';
import './style.css';

// A namespace, because every gateway on localhost shares one storage with any other GraphiQL there.
const storage = createLocalStorage({ namespace: 'conversations-gateway' });
const link = read(location.hash);
const tabs = link ? [link, ...examples] : examples;

// GraphiQL takes the first tab's query into its editor but not its variables, unless they are stored.
const [first] = tabs;
if (first && storage.getItem('graphiql:tabState') === null) {
  storage.setItem('graphiql:query', first.query);
  storage.setItem('graphiql:variables', first.variables ?? '');
}

// A link that is pasted over this page opens as it would in a new one.
addEventListener('hashchange', () => location.reload());

// A panel that was dragged over the whole page left no handle to drag it back by.
for (const pane of ['docExplorerFlex', 'editorFlex']) {
  if (storage.getItem(`graphiql:${pane}`)?.startsWith('hide-')) storage.removeItem(`graphiql:${pane}`);
}

const plugins = [HISTORY_PLUGIN, chartPlugin, tracePlugin];

// Follow tells the fetcher what is open, shows an answer that waits for its tab, and picks the operation that a link names.
function Follow() {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? '');
  const tabs = useGraphiQL((state) => state.tabs);
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const responseEditor = useGraphiQL((state) => state.responseEditor);
  const { setOperationName, updateActiveTabValues } = useGraphiQLActions();
  const kept = useSource(waiting);
  useEffect(() => {
    open.tabs = tabs.map(({ id }) => id);
    open.query = () => queryEditor?.getValue() ?? '';
    open.variables = () => variableEditor?.getValue() ?? '';
    open.tab.set(tab);
  }, [tab, tabs, queryEditor, variableEditor]);
  useEffect(() => {
    const answer = kept.get(tab);
    if (!answer || !responseEditor) return;
    const response = JSON.stringify(answer, null, 2);
    responseEditor.setValue(response);
    updateActiveTabValues({ response });
    const left = new Map(kept);
    left.delete(tab);
    waiting.set(left);
  }, [tab, kept, responseEditor, updateActiveTabValues]);
  useEffect(() => {
    if (queryEditor && link?.operationName) setOperationName(link.operationName);
  }, [queryEditor, setOperationName]);
  return null;
}

const root = document.getElementById('playground');
if (!root) throw new Error('index.html has no #playground');

createRoot(root).render(
  <>
    <Skip />
  <GraphiQL
    fetcher={fetcher}
    onTabChange={({ tabs: now, activeTabIndex }) => {
      open.tabs = now.map(({ id }) => id);
      open.tab.set(now[activeTabIndex]?.id ?? '');
    }}
    storage={storage}
    plugins={plugins}
    defaultTabs={tabs}
    initialQuery={link?.query}
    initialVariables={link && (link.variables ?? '')}
    defaultEditorToolsVisibility="variables"
    schemaDescription
    inputValueDeprecation
  >
    <GraphiQL.Logo>
      Conversations gateway <ExploreLink />
    </GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, copy, merge }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <ShareButton />
          <Compose />
          <Follow />
          <TokenBar />
        </>
      )}
    </GraphiQL.Toolbar>
  </GraphiQL>
  </>,
);
