// SPDX-License-Identifier: Apache-2.0
#include "base/tw-json.h"

#include <math.h>
#include <string.h>

/* Canonical JSON
 *
 * Revisions are hashes of this text, so equal values must give equal bytes on every device and in
 * every release:
 *   - members sorted by the bytes of their UTF-8 names, which is the order of code points;
 *   - no white space;
 *   - an integer in decimal; a double that is a whole number below 2^53 as that integer, since JSON
 * knows one kind of number and a peer may hand 1.0 back as 1; minus zero as 0; any other double in
 * the fewest of 15 to 17 digits that read back equal; whole numbers from 2^53 always with an
 * exponent or ".0", so that they are read as doubles;
 *   - in strings only the quote, the backslash and the control characters are escaped, by their
 * short form if JSON has one, else \u00xx;
 *   - what JSON has no word for (infinities, not-a-number) is null.
 * Text made here and read back gives the same text again.
 */

#define MAX_SAFE_INT 9007199254740992.0 /* 2^53 */
#define SORT_ON_STACK 32

typedef struct {
  const char *name;
  JsonNode *value;
} Member;

static void
append_string (GString *out, const char *text)
{
  const char *run = text;

  g_string_append_c (out, '"');
  for (const char *p = text;; p++)
    {
      static const char shorts[] = "\bb\tt\nn\ff\rr\"\"\\\\";
      const char *found;

      if ((guchar) *p >= 0x20 && *p != '"' && *p != '\\')
        continue;
      g_string_append_len (out, run, p - run);
      run = p + 1;
      if (*p == '\0')
        break;
      for (found = shorts; *found != '\0' && *found != *p; found += 2)
        ;
      if (*found != '\0')
        g_string_append_printf (out, "\\%c", found[1]);
      else
        g_string_append_printf (out, "\\u%04x", (guchar) *p);
    }
  g_string_append_c (out, '"');
}

static void
append_int (GString *out, gint64 value)
{
  char digits[24];
  char *p = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--p = (char) ('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (value < 0)
    *--p = '-';
  g_string_append_len (out, p, digits + sizeof digits - p);
}

/* Positions and most measured values have at most seven decimals. If value == n / 10^7 with n of at
 * most 15 digits, then those digits without trailing zeros are the shortest form, and no trial is
 * needed. */
static gboolean
append_short_decimal (GString *out, double value)
{
  double scaled = rint (value * 1e7);
  gint64 whole, rest;
  char digits[8];
  int n = 7;

  if (!(fabs (value) < 1e8 && fabs (value) >= 1e-4) || scaled / 1e7 != value)
    return FALSE;
  if (value < 0)
    g_string_append_c (out, '-');
  whole = (gint64) fabs (scaled) / 10000000;
  rest = (gint64) fabs (scaled) % 10000000;
  append_int (out, whole);
  for (int i = 6; i >= 0; i--, rest /= 10)
    digits[i] = (char) ('0' + rest % 10);
  while (n > 0 && digits[n - 1] == '0')
    n--;
  g_string_append_c (out, '.');
  g_string_append_len (out, digits, n);
  return TRUE;
}

static void
append_double (GString *out, double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    {
      g_string_append (out, "null");
      return;
    }
  if (fabs (value) < MAX_SAFE_INT && value == floor (value))
    {
      append_int (out, (gint64) value);
      return;
    }
  if (append_short_decimal (out, value))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strtod (g_ascii_formatd (text, sizeof text, formats[i], value), NULL) == value)
      break;
  g_string_append (out, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (out, ".0");
}

static int
compare_members (const void *a, const void *b)
{
  return strcmp (((const Member *) a)->name, ((const Member *) b)->name);
}

/* Most objects have a handful of members: insertion beats qsort() there. */
static void
sort_members (Member *members, guint n)
{
  if (n > SORT_ON_STACK)
    {
      qsort (members, n, sizeof *members, compare_members);
      return;
    }
  for (guint i = 1; i < n; i++)
    {
      Member member = members[i];
      guint j = i;

      for (; j > 0 && strcmp (members[j - 1].name, member.name) > 0; j--)
        members[j] = members[j - 1];
      members[j] = member;
    }
}

void
tw_json_canonical (JsonObject *object, GString *out)
{
  Member on_stack[SORT_ON_STACK], *members = on_stack;
  g_autofree Member *on_heap = NULL;
  JsonObjectIter iter;
  guint n = 0, size;

  g_return_if_fail (object != NULL && out != NULL);

  size = json_object_get_size (object);
  if (size > SORT_ON_STACK)
    members = on_heap = g_new (Member, size);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &members[n].name, &members[n].value))
    if (++n == size)
      break;
  sort_members (members, n);

  g_string_append_c (out, '{');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_string (out, members[i].name);
      g_string_append_c (out, ':');
      tw_json_canonical_node (members[i].value, out);
    }
  g_string_append_c (out, '}');
}

static void
append_array (JsonArray *array, GString *out)
{
  guint n = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      tw_json_canonical_node (json_array_get_element (array, i), out);
    }
  g_string_append_c (out, ']');
}

static void
append_value (JsonNode *node, GString *out)
{
  GType type = json_node_get_value_type (node);
  const char *text = type == G_TYPE_STRING ? json_node_get_string (node) : NULL;

  if (text != NULL)
    append_string (out, text);
  else if (type == G_TYPE_STRING)
    g_string_append (out, "null");
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else if (type == G_TYPE_DOUBLE)
    append_double (out, json_node_get_double (node));
  else
    append_int (out, json_node_get_int (node));
}

void
tw_json_canonical_node (JsonNode *node, GString *out)
{
  g_return_if_fail (out != NULL);

  switch (node != NULL ? json_node_get_node_type (node) : JSON_NODE_NULL)
    {
    case JSON_NODE_OBJECT:
      tw_json_canonical (json_node_get_object (node), out);
      break;
    case JSON_NODE_ARRAY:
      append_array (json_node_get_array (node), out);
      break;
    case JSON_NODE_VALUE:
      append_value (node, out);
      break;
    default:
      g_string_append (out, "null");
    }
}

static JsonNode *
get_value (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

const char *
tw_json_get_string (JsonObject *object, const char *member, const char *fallback)
{
  JsonNode *node = get_value (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : fallback;
}

gint64
tw_json_get_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = get_value (object, member);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_INT64)
    return json_node_get_int (node);
  if (type == G_TYPE_DOUBLE)
    {
      double value = json_node_get_double (node);

      /* A whole number is an integer however a peer spells it. */
      if (fabs (value) <= MAX_SAFE_INT && value == floor (value))
        return (gint64) value;
    }
  return fallback;
}

double
tw_json_get_double (JsonObject *object, const char *member, double fallback)
{
  JsonNode *node = get_value (object, member);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (type == G_TYPE_DOUBLE)
    return json_node_get_double (node);
  return type == G_TYPE_INT64 ? (double) json_node_get_int (node) : fallback;
}

gboolean
tw_json_get_bool (JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = get_value (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN
             ? json_node_get_boolean (node)
             : fallback;
}

JsonArray *
tw_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
tw_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}
