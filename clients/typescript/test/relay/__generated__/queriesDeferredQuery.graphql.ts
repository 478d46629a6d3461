/**
 * @generated SignedSource<<cefb3a102a83c3ad6b128a80101aa13c>>
 * @relayHash d7cfdbf1fb51e4379a2d2939160b6ca5
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 020426c64ca41027ff34ffcef85f60575ed2484ff6cb35ede216622d799a1fef

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
export type queriesDeferredQuery$variables = {
  where?: ConversationWhere | null | undefined;
};
export type queriesDeferredQuery$data = {
  readonly conversations: {
    readonly totals: {
      readonly count: number;
    } | null | undefined;
    readonly " $fragmentSpreads": FragmentRefs<"queries_slow">;
  };
};
export type queriesDeferredQuery = {
  response: queriesDeferredQuery$data;
  variables: queriesDeferredQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "where"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "where",
    "variableName": "where"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "concreteType": "ConversationTotals",
  "kind": "LinkedField",
  "name": "totals",
  "plural": false,
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "count",
      "storageKey": null
    }
  ],
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "queriesDeferredQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Conversations",
        "kind": "LinkedField",
        "name": "conversations",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "kind": "Defer",
            "selections": [
              {
                "args": null,
                "kind": "FragmentSpread",
                "name": "queries_slow"
              }
            ]
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "queriesDeferredQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Conversations",
        "kind": "LinkedField",
        "name": "conversations",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "if": null,
            "kind": "Defer",
            "label": "queriesDeferredQuery$defer$slow",
            "selections": [
              {
                "alias": null,
                "args": [
                  {
                    "kind": "Literal",
                    "name": "first",
                    "value": 3
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
                "storageKey": "list(first:3)"
              }
            ]
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "d7cfdbf1fb51e4379a2d2939160b6ca5",
    "id": "020426c64ca41027ff34ffcef85f60575ed2484ff6cb35ede216622d799a1fef",
    "metadata": {},
    "name": "queriesDeferredQuery",
    "operationKind": "query",
    "text": "query queriesDeferredQuery(\n  $where: ConversationWhere\n) {\n  conversations(where: $where) {\n    totals {\n      count\n    }\n    ...queries_slow @defer(label: \"queriesDeferredQuery$defer$slow\")\n  }\n}\n\nfragment queries_slow on Conversations {\n  list(first: 3) {\n    nodes {\n      id\n    }\n    totalCount\n  }\n}\n"
  }
};
})();

(node as any).hash = "6fd79637485bb19a0325dc4f8a536109";

export default node;
