/**
 * @generated SignedSource<<846c1ccd025b34a0b2bf4059acbfc945>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type queries_volume$data = {
  readonly avg: {
    readonly userMessageCount: number | null | undefined;
  };
  readonly count: number;
  readonly " $fragmentType": "queries_volume";
};
export type queries_volume$key = {
  readonly " $data"?: queries_volume$data;
  readonly " $fragmentSpreads": FragmentRefs<"queries_volume">;
};

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": null,
  "name": "queries_volume",
  "selections": [
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
      "concreteType": "ConversationNumbers",
      "kind": "LinkedField",
      "name": "avg",
      "plural": false,
      "selections": [
        {
          "alias": null,
          "args": null,
          "kind": "ScalarField",
          "name": "userMessageCount",
          "storageKey": null
        }
      ],
      "storageKey": null
    }
  ],
  "type": "ConversationMetrics",
  "abstractKey": "__isConversationMetrics"
};

(node as any).hash = "4405a837aa313aab8c842656edd07c17";

export default node;
