import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { useState } from 'react';
import { write } from './link';

// ShareButton puts a link to the open tab into the address bar and, where the browser lets it, on the clipboard.
export function ShareButton() {
  const [said, setSaid] = useState('');
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]);
  const operations = useGraphiQL((state) => state.operations?.length ?? 0);
  const share = async () => {
    const fragment = write({
      query: tab?.query ?? '',
      variables: tab?.variables ?? '',
      operationName: operations > 1 ? (tab?.operationName ?? '') : '',
    });
    history.replaceState(null, '', fragment);
    // Browsers give the clipboard to secure pages only, localhost among them.
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    setSaid(copied ? 'Link copied' : 'The link is in the address bar');
    setTimeout(() => setSaid(''), 4000);
  };
  return (
    <>
      <ToolbarButton label="Copy link" onClick={share}>
        <svg className="graphiql-toolbar-icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
          <path d="M6.5 9.5a3 3 0 0 0 4.2 0l2.4-2.4a3 3 0 0 0-4.2-4.2l-1 1M9.5 6.5a3 3 0 0 0-4.2 0L2.9 8.9a3 3 0 0 0 4.2 4.2l1-1" />
        </svg>
      </ToolbarButton>
      <span className="share-said" role="status">
        {said}
      </span>
    </>
  );
}
