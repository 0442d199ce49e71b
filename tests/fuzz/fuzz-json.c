// SPDX-License-Identifier: Apache-2.0
#include "base/tw-json.h"

#include <stdint.h>

/* What is accepted has a canonical form that is accepted too and is its own canonical form. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static GString *
canonical (const char *text, gsize len, GError **error)
{
  g_autoptr (JsonObject) object = tw_json_parse_object (text, (gssize) len, 1024 * 1024, error);
  GString *out = NULL;

  if (object != NULL)
    tw_json_canonical (object, out = g_string_new (NULL));
  return out;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  GString *once = canonical ((const char *) data, size, &error), *twice;

  if (once == NULL)
    {
      g_assert_true (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_no_error (error);
  twice = canonical (once->str, once->len, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (once->str, ==, twice->str);
  g_string_free (once, TRUE);
  g_string_free (twice, TRUE);
  return 0;
}
