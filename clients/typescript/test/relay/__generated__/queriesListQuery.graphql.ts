/**
 * @generated SignedSource<<2cd01f1a6f203111bb37f738d3b2877b>>
 * @relayHash d916d44e4d02595fd42b4e55b1d518b0
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID dc87e0c6fc357c876454f554fa44c408fa5906138e1f9c9ff443d2fb54063b39

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
export type queriesListQuery$variables = {
  after?: string | null | undefined;
  first: number;
  where?: ConversationWhere | null | undefined;
};
export type queriesListQuery$data = {
  readonly conversations: {
    readonly list: {
      readonly edges: ReadonlyArray<{
        readonly cursor: string;
        readonly node: {
          readonly firstMessageTime: string;
          readonly id: string;
          readonly type: ConversationType | null | undefined;
          readonly userProperties: {
            readonly all: unknown;
            readonly userId: string | null | undefined;
          } | null | undefined;
        };
      }>;
      readonly pageInfo: {
        readonly endCursor: string | null | undefined;
        readonly hasNextPage: boolean;
      };
      readonly totalCount: number;
    } | null | undefined;
  };
};
export type queriesListQuery = {
  response: queriesListQuery$data;
  variables: queriesListQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "after"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "first"
},
v2 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "where"
},
v3 = [
  {
    "alias": null,
    "args": [
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
        "args": [
          {
            "kind": "Variable",
            "name": "after",
            "variableName": "after"
          },
          {
            "kind": "Variable",
            "name": "first",
            "variableName": "first"
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
            "concreteType": "ConversationEdge",
            "kind": "LinkedField",
            "name": "edges",
            "plural": true,
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "cursor",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "concreteType": "Conversation",
                "kind": "LinkedField",
                "name": "node",
                "plural": false,
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
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "firstMessageTime",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "concreteType": "UserProperties",
                    "kind": "LinkedField",
                    "name": "userProperties",
                    "plural": false,
                    "selections": [
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "userId",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "all",
                        "storageKey": null
                      }
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
            "alias": null,
            "args": null,
            "concreteType": "PageInfo",
            "kind": "LinkedField",
            "name": "pageInfo",
            "plural": false,
            "selections": [
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "hasNextPage",
                "storageKey": null
              },
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "endCursor",
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
    "name": "queriesListQuery",
    "selections": (v3/*:: as any*/),
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
    "name": "queriesListQuery",
    "selections": (v3/*:: as any*/)
  },
  "params": {
    "cacheID": "d916d44e4d02595fd42b4e55b1d518b0",
    "id": "dc87e0c6fc357c876454f554fa44c408fa5906138e1f9c9ff443d2fb54063b39",
    "metadata": {},
    "name": "queriesListQuery",
    "operationKind": "query",
    "text": "query queriesListQuery(\n  $where: ConversationWhere\n  $first: Int!\n  $after: String\n) {\n  conversations(where: $where) {\n    list(first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          type\n          firstMessageTime\n          userProperties {\n            userId\n            all\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      totalCount\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "ce8e29d8bbff8f7a0e53b4a8f013b22a";

export default node;
