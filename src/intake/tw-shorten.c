// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-shorten.h"

char *
tw_shorten (const char *text, guint max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *start = NULL;

  if (g_utf8_strlen (valid, -1) <= (glong) max_chars)
    return g_steal_pointer (&valid);
  start = g_utf8_substring (valid, 0, max_chars);
  return g_strconcat (start, "…", NULL);
}
