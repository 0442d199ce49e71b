// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-json-stream.h"

#include "base/tw-error.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/*
 * A push reader: a state machine over bytes. What may come next is one of five expectations; the
 * containers around are a stack of bits. A token that a chunk cuts in two is kept in 'text' and
 * goes on with the next chunk.
 *
 *   VALUE     a value (or, right after '[', its end)
 *   KEY       a key (or, right after '{', its end)
 *   COLON     after a key
 *   COMMA     after a value inside a container
 *   ROOT      between root values
 *
 * Source of the grammar: RFC 8259. Strings are checked to be UTF-8; a lone surrogate escape becomes
 * U+FFFD.
 */

#define MAX_DEPTH 64
#define MAX_STRING (1024 * 1024)
#define MAX_NUMBER 64

typedef enum { EXPECT_ROOT, EXPECT_VALUE, EXPECT_KEY, EXPECT_COLON, EXPECT_COMMA } Expect;
typedef enum { IN_NOTHING, IN_STRING, IN_ESCAPE, IN_UNICODE, IN_NUMBER, IN_WORD } Inside;

struct _TwJsonStream {
  TwJsonTokenFunc func;
  gpointer user_data;
  GString *text;
  Expect expect;
  Inside inside;
  gboolean fresh; /* right after a bracket: an end may follow */
  gboolean started, failed;
  guint depth;
  gboolean is_object[MAX_DEPTH];
  guint unicode, n_unicode; /* of a \u escape */
  guint high_surrogate;
  guint n_bom;
  guint64 line;
};

TwJsonStream *
tw_json_stream_new (TwJsonTokenFunc func, gpointer user_data)
{
  TwJsonStream *self = g_new0 (TwJsonStream, 1);

  self->func = func;
  self->user_data = user_data;
  self->text = g_string_new (NULL);
  self->line = 1;
  return self;
}

void
tw_json_stream_free (TwJsonStream *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_free (self);
}

static gboolean
fail_at (TwJsonStream *self, TwDataError code, const char *what, GError **error)
{
  g_set_error_literal (error, TW_DATA_ERROR, code, what);
  return FALSE;
}

static gboolean
syntax (TwJsonStream *self, const char *what, GError **error)
{
  return fail_at (self, TW_DATA_ERROR_SYNTAX, what, error);
}

static gboolean
emit (TwJsonStream *self, TwJsonToken token, const char *text, double number, GError **error)
{
  return self->func (token, text, number, self->depth, self->user_data, error);
}

static void
after_value (TwJsonStream *self)
{
  self->fresh = FALSE;
  self->expect = self->depth == 0 ? EXPECT_ROOT : EXPECT_COMMA;
}

/* --- tokens ---------------------------------------------------------------------------------- */

static gboolean
end_number (TwJsonStream *self, GError **error)
{
  char *end = NULL;
  const char *text = self->text->str;
  double number = g_ascii_strtod (text, &end);

  self->inside = IN_NOTHING;
  if (end == text || *end != '\0' || !isfinite (number))
    return syntax (self, _ ("this is no number"), error);
  if (!emit (self, TW_JSON_NUMBER, text, number, error))
    return FALSE;
  after_value (self);
  return TRUE;
}

static gboolean
end_word (TwJsonStream *self, GError **error)
{
  static const struct {
    const char *word;
    TwJsonToken token;
  } WORDS[] = { { "true", TW_JSON_TRUE }, { "false", TW_JSON_FALSE }, { "null", TW_JSON_NULL } };

  self->inside = IN_NOTHING;
  for (gsize i = 0; i < G_N_ELEMENTS (WORDS); i++)
    if (strcmp (self->text->str, WORDS[i].word) == 0)
      {
        if (!emit (self, WORDS[i].token, NULL, 0, error))
          return FALSE;
        after_value (self);
        return TRUE;
      }
  return syntax (self, _ ("unknown word where a JSON value should be"), error);
}

static gboolean
end_string (TwJsonStream *self, GError **error)
{
  gboolean key = self->expect == EXPECT_KEY;

  self->inside = IN_NOTHING;
  if (self->high_surrogate != 0)
    g_string_append_unichar (self->text, 0xfffd);
  self->high_surrogate = 0;
  if (!g_utf8_validate_len (self->text->str, self->text->len, NULL))
    return fail_at (self, TW_DATA_ERROR_ENCODING,
                    _ ("text that is not UTF-8: save the file as UTF-8"), error);
  if (!emit (self, key ? TW_JSON_KEY : TW_JSON_STRING, self->text->str, 0, error))
    return FALSE;
  self->fresh = FALSE;
  if (key)
    self->expect = EXPECT_COLON;
  else
    after_value (self);
  return TRUE;
}

static gboolean
open_container (TwJsonStream *self, gboolean object, GError **error)
{
  if (self->depth == MAX_DEPTH)
    return fail_at (self, TW_DATA_ERROR_TOO_BIG, _ ("brackets are nested too deep"), error);
  if (!emit (self, object ? TW_JSON_BEGIN_OBJECT : TW_JSON_BEGIN_ARRAY, NULL, 0, error))
    return FALSE;
  self->is_object[self->depth++] = object;
  self->expect = object ? EXPECT_KEY : EXPECT_VALUE;
  self->fresh = TRUE;
  return TRUE;
}

static gboolean
close_container (TwJsonStream *self, gboolean object, GError **error)
{
  if (self->depth == 0 || self->is_object[self->depth - 1] != object
      || !(self->expect == EXPECT_COMMA || self->fresh))
    return syntax (self, _ ("a closing bracket that does not fit"), error);
  self->depth--;
  if (!emit (self, object ? TW_JSON_END_OBJECT : TW_JSON_END_ARRAY, NULL, 0, error))
    return FALSE;
  after_value (self);
  return TRUE;
}

/* --- inside of strings ----------------------------------------------------------------------- */

static void
put_unicode (TwJsonStream *self, guint unit)
{
  if (self->high_surrogate != 0 && unit >= 0xdc00 && unit < 0xe000)
    {
      g_string_append_unichar (self->text,
                               0x10000 + ((self->high_surrogate - 0xd800) << 10) + (unit - 0xdc00));
      self->high_surrogate = 0;
      return;
    }
  if (self->high_surrogate != 0)
    g_string_append_unichar (self->text, 0xfffd);
  self->high_surrogate = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
  if (self->high_surrogate == 0)
    /* A NUL would end the text early for everybody who reads it. */
    g_string_append_unichar (self->text,
                             unit == 0 || (unit >= 0xdc00 && unit < 0xe000) ? 0xfffd : unit);
}

static gboolean
take_escape (TwJsonStream *self, char c, GError **error)
{
  static const char FROM[] = "\"\\/bfnrt", TO[] = "\"\\/\b\f\n\r\t";
  const char *at = c != '\0' ? strchr (FROM, c) : NULL;

  if (c == 'u')
    {
      self->inside = IN_UNICODE;
      self->unicode = self->n_unicode = 0;
      return TRUE;
    }
  if (at == NULL)
    return syntax (self, _ ("an unknown escape in a text"), error);
  if (self->high_surrogate != 0)
    g_string_append_unichar (self->text, 0xfffd);
  self->high_surrogate = 0;
  g_string_append_c (self->text, TO[at - FROM]);
  self->inside = IN_STRING;
  return TRUE;
}

static gboolean
take_unicode (TwJsonStream *self, char c, GError **error)
{
  if (!g_ascii_isxdigit (c))
    return syntax (self, _ ("an unknown escape in a text"), error);
  self->unicode = self->unicode << 4 | (guint) g_ascii_xdigit_value (c);
  if (++self->n_unicode == 4)
    {
      put_unicode (self, self->unicode);
      self->inside = IN_STRING;
    }
  return TRUE;
}

/* Takes plain bytes up to a quote, a backslash or the end of the chunk; returns how many. */
static gsize
take_plain (TwJsonStream *self, const char *bytes, gsize len)
{
  gsize n = 0;

  while (n < len && bytes[n] != '"' && bytes[n] != '\\')
    {
      if (bytes[n] == '\n')
        self->line++;
      n++;
    }
  if (n > 0 && self->high_surrogate != 0)
    {
      g_string_append_unichar (self->text, 0xfffd);
      self->high_surrogate = 0;
    }
  g_string_append_len (self->text, bytes, (gssize) n);
  return n;
}

static gboolean
take_in_string (TwJsonStream *self, const char *bytes, gsize len, gsize *ret_taken, GError **error)
{
  gsize n;

  *ret_taken = 1;
  if (self->inside == IN_ESCAPE)
    return take_escape (self, bytes[0], error);
  if (self->inside == IN_UNICODE)
    return take_unicode (self, bytes[0], error);
  n = take_plain (self, bytes, len);
  if (self->text->len > MAX_STRING)
    return fail_at (self, TW_DATA_ERROR_TOO_BIG, _ ("a text above 1 MiB: this is no map data"),
                    error);
  if (n == len)
    {
      *ret_taken = n;
      return TRUE;
    }
  *ret_taken = n + 1;
  if (bytes[n] == '"')
    return end_string (self, error);
  self->inside = IN_ESCAPE;
  return TRUE;
}

/* --- between tokens -------------------------------------------------------------------------- */

static gboolean
begin_scalar (TwJsonStream *self, char c, GError **error)
{
  g_string_truncate (self->text, 0);
  if (c == '"')
    {
      self->inside = IN_STRING;
      return TRUE;
    }
  if (c == '-' || g_ascii_isdigit (c))
    self->inside = IN_NUMBER;
  else if (g_ascii_islower (c))
    self->inside = IN_WORD;
  else
    return syntax (self, _ ("this is no JSON: a value should stand here"), error);
  g_string_append_c (self->text, c);
  return TRUE;
}

static gboolean
begin_value (TwJsonStream *self, char c, GError **error)
{
  if (self->expect != EXPECT_VALUE && self->expect != EXPECT_ROOT)
    return syntax (self, _ ("a comma or a closing bracket is missing"), error);
  self->started = TRUE;
  if (c == '{' || c == '[')
    return open_container (self, c == '{', error);
  return begin_scalar (self, c, error);
}

static gboolean
take_comma (TwJsonStream *self, GError **error)
{
  if (self->expect != EXPECT_COMMA)
    return syntax (self, _ ("a comma too many"), error);
  self->expect = self->is_object[self->depth - 1] ? EXPECT_KEY : EXPECT_VALUE;
  return TRUE;
}

static gboolean
take_between (TwJsonStream *self, char c, GError **error)
{
  if (c == '}' || c == ']')
    return close_container (self, c == '}', error);
  if (c == ',')
    return take_comma (self, error);
  if (c == ':' && self->expect == EXPECT_COLON)
    {
      self->expect = EXPECT_VALUE;
      self->fresh = FALSE;
      return TRUE;
    }
  if (self->expect == EXPECT_KEY)
    return c == '"' ? begin_scalar (self, c, error)
                    : syntax (self, _ ("a member's name should stand here"), error);
  return begin_value (self, c, error);
}

static gboolean
ends_scalar (char c)
{
  return c == '\0' || strchr (",]}: \t\r\n\x1e\"[{", c) != NULL;
}

/* A number or word goes on until something ends it; that byte is not taken. */
static gboolean
take_in_scalar (TwJsonStream *self, char c, gsize *ret_taken, GError **error)
{
  if (ends_scalar (c))
    {
      *ret_taken = 0;
      return self->inside == IN_NUMBER ? end_number (self, error) : end_word (self, error);
    }
  if (self->text->len >= MAX_NUMBER)
    return syntax (self, _ ("this is no JSON: a value should stand here"), error);
  g_string_append_c (self->text, c);
  *ret_taken = 1;
  return TRUE;
}

static gboolean
is_bom (TwJsonStream *self, char c)
{
  static const char BOM[] = "\xef\xbb\xbf";

  if (self->started || self->n_bom >= 3 || c != BOM[self->n_bom])
    return FALSE;
  self->n_bom++;
  return TRUE;
}

static gboolean
take_some (TwJsonStream *self, const char *bytes, gsize len, gsize *ret_taken, GError **error)
{
  char c = bytes[0];

  *ret_taken = 1;
  if (self->inside == IN_NUMBER || self->inside == IN_WORD)
    return take_in_scalar (self, c, ret_taken, error);
  if (self->inside != IN_NOTHING)
    return take_in_string (self, bytes, len, ret_taken, error);
  if (c == '\n')
    self->line++;
  if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || is_bom (self, c)
      || (c == '\x1e' && self->expect == EXPECT_ROOT))
    return TRUE;
  return take_between (self, c, error);
}

gboolean
tw_json_stream_feed (TwJsonStream *self, const char *bytes, gsize len, GError **error)
{
  gsize at = 0;

  g_return_val_if_fail (self != NULL && !self->failed, FALSE);
  while (at < len)
    {
      gsize taken = 1;

      if (!take_some (self, bytes + at, len - at, &taken, error))
        {
          self->failed = TRUE;
          return FALSE;
        }
      at += taken;
    }
  return TRUE;
}

gboolean
tw_json_stream_finish (TwJsonStream *self, GError **error)
{
  gsize taken;

  g_return_val_if_fail (self != NULL && !self->failed, FALSE);
  if (self->depth == 0 && (self->inside == IN_NUMBER || self->inside == IN_WORD)
      && !take_in_scalar (self, '\n', &taken, error))
    return FALSE;
  if (!self->started)
    return syntax (self, _ ("the file is empty"), error);
  if (self->depth > 0 || self->inside != IN_NOTHING)
    return syntax (self,
                   _ ("the file ends in the middle of a value: it is cut off, fetch it again"),
                   error);
  return TRUE;
}

guint64
tw_json_stream_get_line (TwJsonStream *self)
{
  return self->line;
}
