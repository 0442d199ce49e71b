// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "base/tw-error.h"
#include "base/tw-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A strict JSON reader (RFC 8259)
 *
 * json-glib's own parser takes more than JSON (comments, a leading "var x =", a missing last brace
 * in places), recurses as deep as the text asks, and lets NUL, lone surrogates and integers through
 * that a CouchDB peer refuses or rounds. Documents come from the network, so the reader is ours and
 * only the tree is json-glib's.
 *
 * The grammar is followed by recursive descent, at most MAX_DEPTH deep. The text is checked as
 * UTF-8 once, at the start. Integers stay integers up to 2^53 in magnitude; beyond that they are
 * refused unless written with a fraction or an exponent, for then their author said that they are
 * approximate. Of members with equal names the last one stands.
 */

#define MAX_DEPTH 64
#define MAX_SAFE_INT (G_GINT64_CONSTANT (1) << 53)

typedef struct {
  const char *start, *p, *end;
  int depth;
  GString *text; /* of the string read last, where it needed unescaping */
  GError **error;
} Parser;

static JsonNode *parse_value (Parser *parser);

static gboolean
fail (Parser *parser, TwDataError code, const char *what)
{
  guint line = 1, column = 1;

  for (const char *p = parser->start; p < parser->p; p++)
    {
      column = *p == '\n' ? 1 : column + 1;
      line += *p == '\n';
    }
  g_set_error (parser->error, TW_DATA_ERROR, code, _ ("JSON line %u, byte %u: %s"), line, column,
               what);
  return FALSE;
}

static void
skip_space (Parser *parser)
{
  while (parser->p < parser->end
         && (*parser->p == ' ' || *parser->p == '\n' || *parser->p == '\r' || *parser->p == '\t'))
    parser->p++;
}

static int
peek (Parser *parser)
{
  return parser->p < parser->end ? (guchar) *parser->p : -1;
}

static gboolean
take (Parser *parser, char c)
{
  skip_space (parser);
  if (peek (parser) != c)
    return FALSE;
  parser->p++;
  return TRUE;
}

static gboolean
take_word (Parser *parser, const char *word)
{
  gsize n = strlen (word);

  if ((gsize) (parser->end - parser->p) < n || memcmp (parser->p, word, n) != 0)
    return FALSE;
  parser->p += n;
  return TRUE;
}

static gboolean
parse_hex4 (Parser *parser, gunichar *ret_unit)
{
  gunichar unit = 0;

  if (parser->end - parser->p < 4)
    return fail (parser, TW_DATA_ERROR_SYNTAX, _ ("four hexadecimal digits are missing"));
  for (int i = 0; i < 4; i++, parser->p++)
    {
      if (!g_ascii_isxdigit (*parser->p))
        return fail (parser, TW_DATA_ERROR_SYNTAX, _ ("four hexadecimal digits are missing"));
      unit = unit << 4 | (gunichar) g_ascii_xdigit_value (*parser->p);
    }
  *ret_unit = unit;
  return TRUE;
}

static gboolean
parse_unicode_escape (Parser *parser)
{
  gunichar unit, low;

  if (!parse_hex4 (parser, &unit))
    return FALSE;
  if (unit == 0)
    return fail (parser, TW_DATA_ERROR_ENCODING, _ ("a NUL character in a string"));
  if (unit >= 0xd800 && unit <= 0xdfff)
    {
      if (unit >= 0xdc00 || !take_word (parser, "\\u"))
        return fail (parser, TW_DATA_ERROR_ENCODING, _ ("half a surrogate pair"));
      if (!parse_hex4 (parser, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return fail (parser, TW_DATA_ERROR_ENCODING, _ ("half a surrogate pair"));
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  g_string_append_unichar (parser->text, unit);
  return TRUE;
}

static gboolean
parse_escape (Parser *parser)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  int c = peek (parser);
  const char *found = c > 0 ? strchr (from, c) : NULL;

  if (c == 'u')
    {
      parser->p++;
      return parse_unicode_escape (parser);
    }
  if (found == NULL)
    return fail (parser, TW_DATA_ERROR_SYNTAX, _ ("an unknown escape in a string"));
  parser->p++;
  g_string_append_c (parser->text, to[found - from]);
  return TRUE;
}

/* Leaves the unescaped string in parser->text. */
static gboolean
parse_string (Parser *parser)
{
  if (!take (parser, '"'))
    return fail (parser, TW_DATA_ERROR_SYNTAX, _ ("a string is missing"));
  g_string_truncate (parser->text, 0);
  for (;;)
    {
      const char *run = parser->p;

      while (parser->p < parser->end && (guchar) *parser->p >= 0x20 && *parser->p != '"'
             && *parser->p != '\\')
        parser->p++;
      g_string_append_len (parser->text, run, parser->p - run);
      if (parser->p == parser->end)
        return fail (parser, TW_DATA_ERROR_SYNTAX, _ ("a string does not end"));
      if (*parser->p == '"')
        break;
      if (*parser->p != '\\')
        return fail (parser, TW_DATA_ERROR_SYNTAX, _ ("a control character in a string"));
      parser->p++;
      if (!parse_escape (parser))
        return FALSE;
    }
  parser->p++;
  return TRUE;
}

static gsize
skip_digits (Parser *parser)
{
  const char *from = parser->p;

  while (parser->p < parser->end && g_ascii_isdigit (*parser->p))
    parser->p++;
  return (gsize) (parser->p - from);
}

/* Steps over a number; FALSE if it breaks the grammar. */
static gboolean
skip_number (Parser *parser, gboolean *ret_is_integer)
{
  gboolean is_integer = TRUE, zero;

  if (peek (parser) == '-')
    parser->p++;
  zero = peek (parser) == '0';
  if (zero)
    parser->p++;
  else if (skip_digits (parser) == 0)
    return FALSE;
  if (peek (parser) == '.')
    {
      parser->p++;
      is_integer = FALSE;
      if (skip_digits (parser) == 0)
        return FALSE;
    }
  if (peek (parser) == 'e' || peek (parser) == 'E')
    {
      parser->p++;
      is_integer = FALSE;
      if (peek (parser) == '+' || peek (parser) == '-')
        parser->p++;
      if (skip_digits (parser) == 0)
        return FALSE;
    }
  *ret_is_integer = is_integer;
  return !g_ascii_isdigit (peek (parser));
}

static JsonNode *
integer_node (Parser *parser, const char *from)
{
  gboolean negative = *from == '-';
  gint64 value = 0;

  for (const char *p = from + negative; p < parser->p; p++)
    {
      value = value * 10 + (*p - '0');
      if (value > MAX_SAFE_INT)
        {
          fail (parser, TW_DATA_ERROR_RANGE, _ ("an integer beyond 2^53"));
          return NULL;
        }
    }
  return json_node_init_int (json_node_alloc (), negative ? -value : value);
}

static JsonNode *
parse_number (Parser *parser)
{
  const char *from = parser->p;
  gboolean is_integer;
  double value;

  if (!skip_number (parser, &is_integer))
    {
      fail (parser, TW_DATA_ERROR_SYNTAX, _ ("a value is missing or malformed"));
      return NULL;
    }
  if (is_integer)
    return integer_node (parser, from);

  g_string_truncate (parser->text, 0);
  g_string_append_len (parser->text, from, parser->p - from);
  value = g_ascii_strtod (parser->text->str, NULL);
  if (value > G_MAXDOUBLE || value < -G_MAXDOUBLE)
    {
      fail (parser, TW_DATA_ERROR_RANGE, _ ("a number too large"));
      return NULL;
    }
  return json_node_init_double (json_node_alloc (), value);
}

static JsonObject *
parse_object (Parser *parser)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (take (parser, '}'))
    return g_steal_pointer (&object);
  do
    {
      char small[48]; /* holds nearly every name; json-glib makes a copy of its own */
      g_autofree char *large = NULL;
      const char *name = small;
      JsonNode *value;

      if (!parse_string (parser))
        return NULL;
      if (parser->text->len < sizeof small)
        memcpy (small, parser->text->str, parser->text->len + 1);
      else
        name = large = g_strndup (parser->text->str, parser->text->len);
      if (!take (parser, ':'))
        {
          fail (parser, TW_DATA_ERROR_SYNTAX, _ ("a colon is missing"));
          return NULL;
        }
      value = parse_value (parser);
      if (value == NULL)
        return NULL;
      json_object_set_member (object, name, value);
    }
  while (take (parser, ','));
  if (take (parser, '}'))
    return g_steal_pointer (&object);
  fail (parser, TW_DATA_ERROR_SYNTAX, _ ("a comma or closing brace is missing"));
  return NULL;
}

static JsonArray *
parse_array (Parser *parser)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (take (parser, ']'))
    return g_steal_pointer (&array);
  do
    {
      JsonNode *value = parse_value (parser);

      if (value == NULL)
        return NULL;
      json_array_add_element (array, value);
    }
  while (take (parser, ','));
  if (take (parser, ']'))
    return g_steal_pointer (&array);
  fail (parser, TW_DATA_ERROR_SYNTAX, _ ("a comma or closing bracket is missing"));
  return NULL;
}

static JsonNode *
parse_container (Parser *parser, gboolean is_object)
{
  JsonNode *node = NULL;

  if (++parser->depth > MAX_DEPTH)
    {
      fail (parser, TW_DATA_ERROR_TOO_BIG, _ ("nested deeper than 64 levels"));
      return NULL;
    }
  parser->p++;
  if (is_object)
    {
      g_autoptr (JsonObject) object = parse_object (parser);

      if (object != NULL)
        node = json_node_init_object (json_node_alloc (), object);
    }
  else
    {
      g_autoptr (JsonArray) array = parse_array (parser);

      if (array != NULL)
        node = json_node_init_array (json_node_alloc (), array);
    }
  parser->depth--;
  return node;
}

static JsonNode *
parse_value (Parser *parser)
{
  skip_space (parser);
  switch (peek (parser))
    {
    case '{':
      return parse_container (parser, TRUE);
    case '[':
      return parse_container (parser, FALSE);
    case '"':
      return parse_string (parser) ? json_node_init_string (json_node_alloc (), parser->text->str)
                                   : NULL;
    default:
      if (take_word (parser, "true"))
        return json_node_init_boolean (json_node_alloc (), TRUE);
      if (take_word (parser, "false"))
        return json_node_init_boolean (json_node_alloc (), FALSE);
      if (take_word (parser, "null"))
        return json_node_init_null (json_node_alloc ());
      return parse_number (parser);
    }
}

static JsonObject *
parse_document (Parser *parser)
{
  g_autoptr (JsonNode) node = NULL;

  skip_space (parser);
  if (peek (parser) != '{')
    {
      fail (parser, TW_DATA_ERROR_SYNTAX, _ ("an object is missing"));
      return NULL;
    }
  node = parse_value (parser);
  if (node == NULL)
    return NULL;
  skip_space (parser);
  if (parser->p < parser->end)
    {
      fail (parser, TW_DATA_ERROR_SYNTAX, _ ("text after the end of the object"));
      return NULL;
    }
  return json_node_dup_object (node);
}

JsonObject *
tw_json_parse_object (const char *text, gssize len, gsize max_len, GError **error)
{
  g_autoptr (GString) scratch = NULL;
  gsize n = len < 0 ? strlen (text) : (gsize) len;
  Parser parser = { .start = text, .p = text, .end = text + n, .error = error };

  g_return_val_if_fail (text != NULL, NULL);

  if (n > max_len)
    {
      g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG,
                   _ ("The JSON text has %zu bytes, above the limit of %zu"), n, max_len);
      return NULL;
    }
  if (!g_utf8_validate_len (text, n, &parser.p))
    {
      fail (&parser, TW_DATA_ERROR_ENCODING, _ ("bytes that are not UTF-8"));
      return NULL;
    }
  parser.p = text;
  parser.text = scratch = g_string_sized_new (256);
  return parse_document (&parser);
}
