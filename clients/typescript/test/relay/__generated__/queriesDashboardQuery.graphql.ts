/**
 * @generated SignedSource<<3e4ec1d13d5e416772863f84fd41070d>>
 * @relayHash 5bf5d9d7c943b2b9a2f162a2c2d3c9d1
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 016db882a931199bd7363cf2e60f040113898d68c0fbab28d03a31269342e7e8

import { ConcreteRequest } from 'relay-runtime';
export type ConversationType = "OPENAI" | "OTHER" | "SUPPORT_COPILOT" | "SUPPORT_TICKET" | "%future added value";
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
export type queriesDashboardQuery$variables = {
  where: ConversationWhere;
};
export type queriesDashboardQuery$data = {
  readonly conversations: {
    readonly list: {
      readonly nodes: ReadonlyArray<{
        readonly id: string;
        readonly type: ConversationType | null | undefined;
        readonly userMessageCount: number;
      }>;
    } | null | undefined;
    readonly totals: {
      readonly avg: {
        readonly userMessageCount: number | null | undefined;
      };
      readonly count: number;
      readonly countDistinct: {
        readonly property: number;
      };
    } | null | undefined;
  };
  readonly perDay: {
    readonly groups: {
      readonly nodes: ReadonlyArray<{
        readonly avg?: {
          readonly userMessageCount: number | null | undefined;
        };
        readonly count?: number;
        readonly key: {
          readonly time: string | null | undefined;
        };
      }>;
    } | null | undefined;
  };
  readonly topIntegrations: {
    readonly groups: {
      readonly nodes: ReadonlyArray<{
        readonly avg?: {
          readonly userMessageCount: number | null | undefined;
        };
        readonly count?: number;
        readonly key: {
          readonly integrationId: string | null | undefined;
        };
      }>;
    } | null | undefined;
  };
};
export type queriesDashboardQuery = {
  response: queriesDashboardQuery$data;
  variables: queriesDashboardQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "where"
  }
],
v1 = {
  "kind": "Variable",
  "name": "where",
  "variableName": "where"
},
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "count",
  "storageKey": null
},
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "userMessageCount",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "concreteType": "ConversationNumbers",
  "kind": "LinkedField",
  "name": "avg",
  "plural": false,
  "selections": [
    (v3/*:: as any*/)
  ],
  "storageKey": null
},
v5 = {
  "kind": "InlineFragment",
  "selections": [
    (v2/*:: as any*/),
    (v4/*:: as any*/)
  ],
  "type": "ConversationMetrics",
  "abstractKey": "__isConversationMetrics"
},
v6 = [
  {
    "alias": null,
    "args": [
      (v1/*:: as any*/)
    ],
    "concreteType": "Conversations",
    "kind": "LinkedField",
    "name": "conversations",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "concreteType": "ConversationTotals",
        "kind": "LinkedField",
        "name": "totals",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "ConversationCounts",
            "kind": "LinkedField",
            "name": "countDistinct",
            "plural": false,
            "selections": [
              {
                "alias": null,
                "args": [
                  {
                    "kind": "Literal",
                    "name": "field",
                    "value": "USER_PROPERTIES"
                  },
                  {
                    "kind": "Literal",
                    "name": "path",
                    "value": [
                      "userId"
                    ]
                  }
                ],
                "kind": "ScalarField",
                "name": "property",
                "storageKey": "property(field:\"USER_PROPERTIES\",path:[\"userId\"])"
              }
            ],
            "storageKey": null
          },
          (v4/*:: as any*/)
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": [
          {
            "kind": "Literal",
            "name": "first",
            "value": 5
          },
          {
            "kind": "Literal",
            "name": "orderBy",
            "value": [
              {
                "direction": "DESC",
                "field": "FIRST_MESSAGE_TIME"
              }
            ]
          }
        ],
        "concreteType": "ConversationConnection",
        "kind": "LinkedField",
        "name": "list",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "Conversation",
            "kind": "LinkedField",
            "name": "nodes",
            "plural": true,
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "id",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "type",
                "storageKey": null
              },
              (v3/*:: as any*/)
            ],
            "storageKey": null
          }
        ],
        "storageKey": "list(first:5,orderBy:[{\"direction\":\"DESC\",\"field\":\"FIRST_MESSAGE_TIME\"}])"
      }
    ],
    "storageKey": null
  },
  {
    "alias": "perDay",
    "args": [
      {
        "kind": "Literal",
        "name": "groupBy",
        "value": [
          {
            "time": {
              "unit": "DAY"
            }
          }
        ]
      },
      (v1/*:: as any*/)
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
                    "kind": "ScalarField",
                    "name": "time",
                    "storageKey": null
                  }
                ],
                "storageKey": null
              },
              (v5/*:: as any*/)
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  },
  {
    "alias": "topIntegrations",
    "args": [
      {
        "kind": "Literal",
        "name": "groupBy",
        "value": [
          {
            "field": "INTEGRATION_ID"
          }
        ]
      },
      (v1/*:: as any*/)
    ],
    "concreteType": "Conversations",
    "kind": "LinkedField",
    "name": "conversations",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": [
          {
            "kind": "Literal",
            "name": "limit",
            "value": 5
          },
          {
            "kind": "Literal",
            "name": "orderBy",
            "value": [
              {
                "aggregate": {
                  "function": "COUNT"
                },
                "direction": "DESC"
              }
            ]
          }
        ],
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
                    "kind": "ScalarField",
                    "name": "integrationId",
                    "storageKey": null
                  }
                ],
                "storageKey": null
              },
              (v5/*:: as any*/)
            ],
            "storageKey": null
          }
        ],
        "storageKey": "groups(limit:5,orderBy:[{\"aggregate\":{\"function\":\"COUNT\"},\"direction\":\"DESC\"}])"
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "queriesDashboardQuery",
    "selections": (v6/*:: as any*/),
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "queriesDashboardQuery",
    "selections": (v6/*:: as any*/)
  },
  "params": {
    "cacheID": "5bf5d9d7c943b2b9a2f162a2c2d3c9d1",
    "id": "016db882a931199bd7363cf2e60f040113898d68c0fbab28d03a31269342e7e8",
    "metadata": {},
    "name": "queriesDashboardQuery",
    "operationKind": "query",
    "text": "query queriesDashboardQuery(\n  $where: ConversationWhere!\n) {\n  conversations(where: $where) {\n    totals {\n      count\n      countDistinct {\n        property(field: USER_PROPERTIES, path: [\"userId\"])\n      }\n      avg {\n        userMessageCount\n      }\n    }\n    list(first: 5, orderBy: [{field: FIRST_MESSAGE_TIME, direction: DESC}]) {\n      nodes {\n        id\n        type\n        userMessageCount\n      }\n    }\n  }\n  perDay: conversations(where: $where, groupBy: [{time: {unit: DAY}}]) {\n    groups {\n      nodes {\n        key {\n          time\n        }\n        ... on ConversationMetrics {\n          __isConversationMetrics: __typename\n          count\n          avg {\n            userMessageCount\n          }\n        }\n      }\n    }\n  }\n  topIntegrations: conversations(where: $where, groupBy: [{field: INTEGRATION_ID}]) {\n    groups(limit: 5, orderBy: [{aggregate: {function: COUNT}, direction: DESC}]) {\n      nodes {\n        key {\n          integrationId\n        }\n        ... on ConversationMetrics {\n          __isConversationMetrics: __typename\n          count\n          avg {\n            userMessageCount\n          }\n        }\n      }\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "e0bfa6a12f098a57d8266eb68365d6d9";

export default node;
