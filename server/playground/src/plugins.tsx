import type { GraphiQLPlugin } from '@graphiql/react';
import { ChartPanel } from './chart/panel';
import { TracePanel } from './trace/panel';

// Objects that stay the same, for GraphiQL tells plugins apart by identity.
export const chartPlugin: GraphiQLPlugin = {
  title: 'Chart',
  content: ChartPanel,
  icon: () => (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M2.5 2v15.5H18M6 14v-3M10 14V6M14 14V9" />
    </svg>
  ),
};

export const tracePlugin: GraphiQLPlugin = {
  title: 'Trace',
  content: TracePanel,
  icon: () => (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M2 4h8M5 8h9M7 12h5M11 16h7" />
    </svg>
  ),
};
