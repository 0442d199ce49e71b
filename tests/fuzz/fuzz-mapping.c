// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-mapping.h"
#include "intake/tw-request-row.h"

#include <stdint.h>

/* A mapping that parses is written as text that parses to the same; any text may be asked for a
 * position. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *utf8 = g_utf8_make_valid (text, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwMapping) mapping = tw_mapping_parse (utf8, &error);
  double lat, lon;

  g_assert_true ((mapping == NULL) == (error != NULL));
  if (mapping != NULL)
    {
      g_autofree char *once = tw_mapping_to_string (mapping), *twice = NULL;
      g_autoptr (TwMapping) again = tw_mapping_parse (once, NULL);

      g_assert_nonnull (again);
      twice = tw_mapping_to_string (again);
      g_assert_cmpstr (once, ==, twice);
    }
  tw_request_parse_position (utf8, &lat, &lon);
  tw_request_parse_degrees (utf8, &lat);
  tw_request_date_order (utf8);
  return 0;
}
