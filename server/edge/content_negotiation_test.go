package edge_test

import (
	"net/http"
	"testing"
)

func TestAnswersComeInTheMediaTypeThatIsWantedMost(t *testing.T) {
	const none = "" // 406
	for _, c := range []struct {
		name   string
		accept []string
		want   string
	}{
		{"no header", nil, older},
		{"an empty header", []string{""}, older},
		{"a header of empty items", []string{" , ,"}, older},
		{"the older", []string{"application/json"}, older},
		{"the newer", []string{"application/graphql-response+json"}, newer},
		{"both in either order", []string{"application/json, application/graphql-response+json"}, newer},
		{"both in two headers", []string{"application/json", "application/graphql-response+json"}, newer},
		{"both in UTF-8", []string{"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8"}, newer},
		{"the older more than the newer", []string{"application/graphql-response+json;q=0.8, application/json;q=0.9"}, older},
		{"the newer more than the older", []string{"application/json;q=0.8, application/graphql-response+json;q=0.9"}, newer},
		{"the older more than the newer, by default", []string{"application/graphql-response+json;q=0.9, application/json"}, older},
		{"anything", []string{"*/*"}, older},
		{"anything of application", []string{"application/*"}, older},
		{"anything, little", []string{"*/*;q=0.001"}, older},
		{"the newer or anything", []string{"application/graphql-response+json, */*"}, newer},
		{"the newer less than anything", []string{"application/graphql-response+json;q=0.5, */*"}, older},
		{"the older less than anything", []string{"application/json;q=0.5, */*"}, newer},
		{"the older or anything, as libraries send it", []string{"application/json, text/plain, */*"}, older},
		{"what a browser's address bar sends", []string{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}, older},
		{"anything but the older", []string{"*/*, application/json;q=0"}, newer},
		{"anything but the newer", []string{"*/*, application/graphql-response+json;q=0"}, older},
		{"anything but that of application", []string{"*/*, application/*;q=0"}, none},
		{"the older, and nothing else of application", []string{"application/json, application/*;q=0"}, older},
		{"anything but both", []string{"application/json;q=0, application/graphql-response+json;q=0, */*"}, none},
		{"nothing", []string{"*/*;q=0"}, none},
		{"another type", []string{"text/html"}, none},
		{"parts alone", []string{"multipart/mixed"}, older},
		{"parts alone, of an event source", []string{"multipart/mixed;boundary=graphql;subscriptionSpec=1.0"}, none},
		{"parts, and not at all", []string{"multipart/mixed;q=0"}, none},
		{"a longer name", []string{"application/jsonp"}, none},
		{"anything of another kind", []string{"text/*"}, none},
		{"another case", []string{"APPLICATION/JSON; Q=0.5"}, older},
		{"another charset", []string{"application/json; charset=latin1"}, none},
		{"another charset, and the newer", []string{"application/json; charset=latin1, application/graphql-response+json;q=0.1"}, newer},
		{"a parameter", []string{`application/json;profile="a,b\",c"`}, older},
		{"a comma in quotes does not begin another type", []string{`text/plain;x=", application/json ,"`}, none},
		{"one type twice, as the better", []string{"application/json;q=0.1, application/json;q=0.9, application/graphql-response+json;q=0.5"}, older},
		{"one type twice, the better first", []string{"application/json;q=0.9, application/json;q=0.1, application/graphql-response+json;q=0.5"}, older},
		{"a weight above one", []string{"application/json;q=2"}, none},
		{"a weight below zero", []string{"application/json;q=-1"}, none},
		{"a weight that is not a number", []string{"application/json;q=NaN"}, none},
		{"a weight that is a word", []string{"application/json;q=high, */*;q=0.1"}, older},
		{"two weights", []string{"application/json;q=1;q=0"}, none},
		{"an open quote", []string{`application/json;x="`}, none},
		{"what is no type", []string{"json"}, none},
		{"a star alone", []string{"*"}, none},
	} {
		t.Run(c.name, func(t *testing.T) {
			header := http.Header{}
			if c.accept != nil {
				header["Accept"] = c.accept
			}
			response := ask("GET", "query=q", "", header)
			if c.want == none {
				checkRefusal(t, response, 406, "BAD_USER_INPUT")
				if response.Header().Get("Content-Type") != older {
					t.Errorf("it refuses in %s", response.Header().Get("Content-Type"))
				}
			} else if response.Code != 200 || response.Header().Get("Content-Type") != c.want {
				t.Errorf("it answers %d in %s", response.Code, response.Header().Get("Content-Type"))
			}
		})
	}
}
