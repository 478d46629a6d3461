import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { source, useSource } from '../exchange';

// The tab that the panel wrote last, and what it wrote. Once a person writes there too, the tab is theirs.
const followed = source<{ tab: string; text: string } | undefined>(undefined);

export interface Target {
  follows: boolean; // The open tab holds what the panel wrote.
  free: boolean; // Nothing is lost by writing to it.
  write(): void;
  open(): void;
  run(): void;
}

// useTarget writes the document to the open tab as long as that is the panel's own. An empty document is not written.
export function useTarget(document: string): Target {
  const editor = useGraphiQL((state) => state.queryEditor);
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]);
  const { addTab, run } = useGraphiQLActions();
  const mine = useSource(followed);
  const [running, setRunning] = useState('');
  const [added, setAdded] = useState(false);
  // The editor knows at once what its tab is told a moment later.
  const held = editor?.getValue() ?? tab?.query ?? '';
  const follows = mine !== undefined && mine.tab === tab?.id && mine.text === held;
  const free = follows || held.trim() === '';

  const write = () => {
    if (!editor || !tab || !document) return;
    followed.set({ tab: tab.id, text: document });
    if (editor.getValue() !== document) editor.setValue(document);
  };
  useEffect(() => {
    if (follows || (added && held === '')) write();
    if (added) setAdded(false);
  }, [document, added]);
  // The tab knows its text when GraphiQL knows the operation's name, which goes along.
  useEffect(() => {
    if (!running || tab?.query !== running) return;
    setRunning('');
    run();
  }, [running, tab?.query, run]);

  const open = () => {
    addTab();
    setAdded(true); // The new tab is known at the next turn.
  };
  return {
    follows,
    free,
    write,
    open,
    run() {
      if (free) write();
      else open();
      setRunning(document);
    },
  };
}
