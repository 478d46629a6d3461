import byPlan from './examples/by-plan.graphql?raw';
import dashboard from './examples/dashboard.graphql?raw';
import dashboardVariables from './examples/dashboard.json?raw';
import list from './examples/list.graphql?raw';
import listVariables from './examples/list.json?raw';
import perDay from './examples/per-day.graphql?raw';
import refused from './examples/refused.graphql?raw';
import topIntegrations from './examples/top-integrations.graphql?raw';

export interface Example {
  query: string;
  variables?: string;
}

// The tabs that a new visitor finds, each titled by its operation's name.
export const examples: Example[] = [
  { query: dashboard, variables: dashboardVariables },
  { query: perDay },
  { query: topIntegrations },
  { query: byPlan },
  { query: list, variables: listVariables },
  { query: refused },
];
