// SPDX-License-Identifier: Apache-2.0
#include "store-fixture.h"

#include "base/tw-json.h"
#include "store/tw-query.h"

static void
test_put_get (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;

  fixture_open (&f);
  g_autofree char *rev = put_one (f.store, "request:A", NULL, make_request (1, "路灯坏了"));
  g_assert_true (g_str_has_prefix (rev, "1-"));
  g_autoptr (TwDoc) doc = tw_store_get (f.store, "request:A", &error);
  g_assert_cmpstr (tw_json_get_string (doc->body, "type", ""), ==, "request");
  g_assert_cmpstr (tw_json_get_string (doc->body, "device", ""), ==, "test");
  g_assert_nonnull (tw_json_get_string (doc->body, "hlc", NULL));
  g_assert_null (tw_store_get (f.store, "request:B", &error));
  g_assert_error (error, TW_STORE_ERROR, TW_STORE_ERROR_NOT_FOUND);
  fixture_reopen (&f, 0);
  g_autoptr (TwDoc) again = tw_store_get (f.store, "request:A", NULL);
  g_assert_cmpstr (again->rev, ==, rev);
  g_autoptr (GPtrArray) hits = tw_query_search (f.store, "路灯", NULL, 10, NULL);
  g_assert_cmpuint (hits->len, ==, 1);
  g_clear_error (&error);
  tw_store_check (f.store, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/put-get", test_put_get);
  return g_test_run ();
}
