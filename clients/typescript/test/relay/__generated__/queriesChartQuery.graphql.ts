/**
 * @generated SignedSource<<1ef947f0898393f29ccf89f9f854bbfe>>
 * @relayHash c793b6c586c30b9e4804347fb0e0aa2f
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID aa3cef125c062a6b7b8b520177d4d72667ed438cc36c0f7346351841557a3ddf

import { ConcreteRequest } from 'relay-runtime';
export type AggregateFunction = "AVG" | "COUNT" | "COUNT_DISTINCT" | "MAX" | "MIN" | "PERCENTILE" | "SUM" | "%future added value";
export type ConversationField = "FIRST_MESSAGE_TIME" | "ID" | "INTEGRATION_ID" | "ORGANIZATION_ID" | "PROJECT_ID" | "PROPERTIES" | "TYPE" | "USER_MESSAGE_COUNT" | "USER_PROPERTIES" | "%future added value";
export type ConversationType = "OPENAI" | "OTHER" | "SUPPORT_COPILOT" | "SUPPORT_TICKET" | "%future added value";
export type PropertyField = "PROPERTIES" | "USER_PROPERTIES" | "%future added value";
export type TimePart = "DAY_OF_MONTH" | "DAY_OF_WEEK" | "HOUR_OF_DAY" | "MONTH_OF_YEAR" | "%future added value";
export type TimeUnit = "DAY" | "HOUR" | "MONTH" | "QUARTER" | "WEEK" | "YEAR" | "%future added value";
export type Weekday = "FRIDAY" | "MONDAY" | "SATURDAY" | "SUNDAY" | "THURSDAY" | "TUESDAY" | "WEDNESDAY" | "%future added value";
export type ConversationWhere = {
  and?: ReadonlyArray<ConversationWhere> | null | undefined;
  firstMessageTime?: TimeFilter | null | undefined;
  id?: IDFilter | null | undefined;
  integrationId?: IDFilter | null | undefined;
  not?: ConversationWhere | null | undefined;
  or?: ReadonlyArray<ConversationWhere> | null | undefined;
  organizationId?: IDFilter | null | undefined;
  projectId?: IDFilter | null | undefined;
  properties?: ReadonlyArray<PropertyFilter> | null | undefined;
  type?: ConversationTypeFilter | null | undefined;
  userMessageCount?: IntFilter | null | undefined;
  userProperties?: ReadonlyArray<PropertyFilter> | null | undefined;
};
export type IDFilter = {
  eq?: string | null | undefined;
  gt?: string | null | undefined;
  gte?: string | null | undefined;
  in?: ReadonlyArray<string> | null | undefined;
  isNull?: boolean | null | undefined;
  lt?: string | null | undefined;
  lte?: string | null | undefined;
  neq?: string | null | undefined;
  notIn?: ReadonlyArray<string> | null | undefined;
};
export type IntFilter = {
  eq?: number | null | undefined;
  gt?: number | null | undefined;
  gte?: number | null | undefined;
  in?: ReadonlyArray<number> | null | undefined;
  isNull?: boolean | null | undefined;
  lt?: number | null | undefined;
  lte?: number | null | undefined;
  neq?: number | null | undefined;
  notIn?: ReadonlyArray<number> | null | undefined;
};
export type TimeFilter = {
  ago?: string | null | undefined;
  during?: CalendarPeriod | null | undefined;
  eq?: string | null | undefined;
  gt?: string | null | undefined;
  gte?: string | null | undefined;
  in?: ReadonlyArray<string> | null | undefined;
  isNull?: boolean | null | undefined;
  last?: string | null | undefined;
  lt?: string | null | undefined;
  lte?: string | null | undefined;
  neq?: string | null | undefined;
  notIn?: ReadonlyArray<string> | null | undefined;
};
export type CalendarPeriod = {
  count?: number;
  offset?: number;
  timeZone?: string;
  unit: TimeUnit;
  weekStart?: Weekday;
};
export type ConversationTypeFilter = {
  eq?: ConversationType | null | undefined;
  in?: ReadonlyArray<ConversationType> | null | undefined;
  isNull?: boolean | null | undefined;
  neq?: ConversationType | null | undefined;
  notIn?: ReadonlyArray<ConversationType> | null | undefined;
};
export type PropertyFilter = {
  arrayContains?: unknown | null | undefined;
  arrayContainsObject?: unknown | null | undefined;
  containedBy?: unknown | null | undefined;
  contains?: unknown | null | undefined;
  eq?: unknown | null | undefined;
  gt?: unknown | null | undefined;
  gte?: unknown | null | undefined;
  hasAllKeys?: ReadonlyArray<string> | null | undefined;
  hasAnyKey?: ReadonlyArray<string> | null | undefined;
  hasKey?: string | null | undefined;
  in?: ReadonlyArray<unknown> | null | undefined;
  isNull?: boolean | null | undefined;
  lt?: unknown | null | undefined;
  lte?: unknown | null | undefined;
  neq?: unknown | null | undefined;
  notIn?: ReadonlyArray<unknown> | null | undefined;
  path?: ReadonlyArray<string> | null | undefined;
};
export type ConversationGroupBy = {
  field: ConversationField;
  part?: never;
  property?: never;
  time?: never;
} | {
  field?: never;
  part?: never;
  property?: never;
  time: TimeBucket;
} | {
  field?: never;
  part: TimePartBucket;
  property?: never;
  time?: never;
} | {
  field?: never;
  part?: never;
  property: PropertyPath;
  time?: never;
};
export type TimeBucket = {
  field?: ConversationField;
  timeZone?: string;
  unit: TimeUnit;
  weekStart?: Weekday;
};
export type TimePartBucket = {
  field?: ConversationField;
  part: TimePart;
  timeZone?: string;
};
export type PropertyPath = {
  field: PropertyField;
  path: ReadonlyArray<string>;
};
export type ConversationAggregate = {
  field?: ConversationField | null | undefined;
  function: AggregateFunction;
  p?: number | null | undefined;
  path?: ReadonlyArray<string> | null | undefined;
};
export type queriesChartQuery$variables = {
  aggregate?: ReadonlyArray<ConversationAggregate> | null | undefined;
  groupBy?: ReadonlyArray<ConversationGroupBy> | null | undefined;
  where?: ConversationWhere | null | undefined;
};
export type queriesChartQuery$data = {
  readonly conversations: {
    readonly groups: {
      readonly complete: boolean;
      readonly nodes: ReadonlyArray<{
        readonly count: number;
        readonly key: {
          readonly entries: ReadonlyArray<{
            readonly name: string;
            readonly value: unknown | null | undefined;
          }>;
        };
        readonly values: ReadonlyArray<{
          readonly field: ConversationField | null | undefined;
          readonly function: AggregateFunction;
          readonly path: ReadonlyArray<string> | null | undefined;
          readonly value: unknown | null | undefined;
        }>;
      }>;
      readonly totalCount: number;
    } | null | undefined;
  };
};
export type queriesChartQuery = {
  response: queriesChartQuery$data;
  variables: queriesChartQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "aggregate"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "groupBy"
},
v2 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "where"
},
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "value",
  "storageKey": null
},
v4 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "aggregate",
        "variableName": "aggregate"
      },
      {
        "kind": "Variable",
        "name": "groupBy",
        "variableName": "groupBy"
      },
      {
        "kind": "Variable",
        "name": "where",
        "variableName": "where"
      }
    ],
    "concreteType": "Conversations",
    "kind": "LinkedField",
    "name": "conversations",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "ConversationGroups",
        "kind": "LinkedField",
        "name": "groups",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "ConversationGroup",
            "kind": "LinkedField",
            "name": "nodes",
            "plural": true,
            "selections": [
              {
                "alias": null,
                "args": null,
                "concreteType": "ConversationKey",
                "kind": "LinkedField",
                "name": "key",
                "plural": false,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "concreteType": "KeyEntry",
                    "kind": "LinkedField",
                    "name": "entries",
                    "plural": true,
                    "selections": [
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "name",
                        "storageKey": null
                      },
                      (v3/*:: as any*/)
                    ],
                    "storageKey": null
                  }
                ],
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "count",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "concreteType": "AggregateValue",
                "kind": "LinkedField",
                "name": "values",
                "plural": true,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "function",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "field",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "path",
                    "storageKey": null
                  },
                  (v3/*:: as any*/)
                ],
                "storageKey": null
              }
            ],
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "totalCount",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "complete",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/),
      (v2/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "queriesChartQuery",
    "selections": (v4/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v2/*:: as any*/),
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "queriesChartQuery",
    "selections": (v4/*:: as any*/)
  },
  "params": {
    "cacheID": "c793b6c586c30b9e4804347fb0e0aa2f",
    "id": "aa3cef125c062a6b7b8b520177d4d72667ed438cc36c0f7346351841557a3ddf",
    "metadata": {},
    "name": "queriesChartQuery",
    "operationKind": "query",
    "text": "query queriesChartQuery(\n  $where: ConversationWhere\n  $groupBy: [ConversationGroupBy!]\n  $aggregate: [ConversationAggregate!]\n) {\n  conversations(where: $where, groupBy: $groupBy, aggregate: $aggregate) {\n    groups {\n      nodes {\n        key {\n          entries {\n            name\n            value\n          }\n        }\n        count\n        values {\n          function\n          field\n          path\n          value\n        }\n      }\n      totalCount\n      complete\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "560d8520a0d2fc891a34a5fe4ca1da51";

export default node;
