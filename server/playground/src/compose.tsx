// The ways from GraphiQL to Explore.
import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { initial, write } from './explore/state';
import { understand } from './explore/understand';

export function ExploreLink() {
  return <a href="explore">Explore: charts by choices</a>;
}

// Compose opens Explore with what can be read of the open query.
export function Compose() {
  const tab = useGraphiQL((state) => state.tabs[state.activeTabIndex]);
  const compose = () => {
    const state = understand(tab?.query ?? '', tab?.variables ?? '', tab?.operationName ?? undefined) ?? initial();
    location.href = `explore${write(state)}`;
  };
  return (
    <ToolbarButton label="Compose in Explore" onClick={compose}>
      <svg className="graphiql-toolbar-icon" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
        <path d="M2 2v12h12M5 11V8M8.5 11V4M12 11V6.5" />
      </svg>
    </ToolbarButton>
  );
}
