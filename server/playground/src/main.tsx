import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { createLocalStorage } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { examples } from './examples';
import { activeTab } from './exchange';
import { fetcher } from './fetcher';
import { read } from './link';
import { buildPlugin, chartPlugin, tracePlugin } from './plugins';
import { ShareButton } from './share';
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

const plugins = [HISTORY_PLUGIN, buildPlugin, chartPlugin, tracePlugin];

// Follow tells the fetcher which tab asks, and picks the operation that a link names.
function Follow() {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id ?? '');
  const ready = useGraphiQL((state) => state.queryEditor !== undefined);
  const { setOperationName } = useGraphiQLActions();
  useEffect(() => activeTab.set(tab), [tab]);
  useEffect(() => {
    if (ready && link?.operationName) setOperationName(link.operationName);
  }, [ready, setOperationName]);
  return null;
}

const root = document.getElementById('playground');
if (!root) throw new Error('index.html has no #playground');

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    plugins={plugins}
    defaultTabs={tabs}
    initialQuery={link?.query}
    initialVariables={link && (link.variables ?? '')}
    defaultEditorToolsVisibility="variables"
    schemaDescription
    inputValueDeprecation
  >
    <GraphiQL.Logo>Conversations gateway</GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, copy, merge }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <ShareButton />
          <Follow />
          <TokenBar />
        </>
      )}
    </GraphiQL.Toolbar>
  </GraphiQL>,
);
