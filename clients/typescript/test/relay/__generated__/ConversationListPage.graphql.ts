/**
 * @generated SignedSource<<c361127cde6f3e637214f1010bdfcb9e>>
 * @relayHash 17371e19c888a22566082b166da2f5be
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID bcf68218721901607857b0f91ee9abc659dbceacb3fc4b2aa1ca4947aba2c615

import { ConcreteRequest } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
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
export type ConversationListPage$variables = {
  count: number;
  cursor?: string | null | undefined;
  where?: ConversationWhere | null | undefined;
};
export type ConversationListPage$data = {
  readonly " $fragmentSpreads": FragmentRefs<"ConversationList_query">;
};
export type ConversationListPage = {
  response: ConversationListPage$data;
  variables: ConversationListPage$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "count"
  },
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "cursor"
  },
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
v2 = [
  {
    "kind": "Variable",
    "name": "after",
    "variableName": "cursor"
  },
  {
    "kind": "Variable",
    "name": "first",
    "variableName": "count"
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
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "ConversationListPage",
    "selections": [
      {
        "args": [
          {
            "kind": "Variable",
            "name": "count",
            "variableName": "count"
          },
          {
            "kind": "Variable",
            "name": "cursor",
            "variableName": "cursor"
          },
          (v1/*:: as any*/)
        ],
        "kind": "FragmentSpread",
        "name": "ConversationList_query"
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "ConversationListPage",
    "selections": [
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
            "args": (v2/*:: as any*/),
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
                        "name": "firstMessageTime",
                        "storageKey": null
                      },
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "__typename",
                        "storageKey": null
                      }
                    ],
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "cursor",
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
                "concreteType": "PageInfo",
                "kind": "LinkedField",
                "name": "pageInfo",
                "plural": false,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "endCursor",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "hasNextPage",
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
            "args": (v2/*:: as any*/),
            "filters": [
              "orderBy"
            ],
            "handle": "connection",
            "key": "ConversationList_list",
            "kind": "LinkedHandle",
            "name": "list"
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "17371e19c888a22566082b166da2f5be",
    "id": "bcf68218721901607857b0f91ee9abc659dbceacb3fc4b2aa1ca4947aba2c615",
    "metadata": {},
    "name": "ConversationListPage",
    "operationKind": "query",
    "text": "query ConversationListPage(\n  $count: Int!\n  $cursor: String\n  $where: ConversationWhere\n) {\n  ...ConversationList_query_mjR8k\n}\n\nfragment ConversationList_query_mjR8k on Query {\n  conversations(where: $where) {\n    list(first: $count, after: $cursor, orderBy: [{field: FIRST_MESSAGE_TIME, direction: DESC}]) {\n      edges {\n        node {\n          id\n          firstMessageTime\n          __typename\n        }\n        cursor\n      }\n      totalCount\n      pageInfo {\n        endCursor\n        hasNextPage\n      }\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "5f02153e92fff0e19fb754688b20856f";

export default node;
