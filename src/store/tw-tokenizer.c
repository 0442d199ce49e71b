// SPDX-License-Identifier: Apache-2.0
#include "store/tw-tokenizer.h"

#include "store/tw-store.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * How text becomes search terms.
 *
 * - Characters are folded first: full-width forms (U+FF01..U+FF5E, U+3000) to ASCII, then to lower
 * case.
 * - A run of Chinese characters (also kana, hangul) gives its overlapping pairs and, in the index,
 * its last character alone: 路灯坏了 -> 路灯 灯坏 坏了 了. So each character begins exactly one
 * term, a word of two characters is one term, and a single character is found as the beginning of a
 * term.
 * - Other letters and digits give words: "LD-0012" -> ld 0012. Queries match words from their
 * beginning.
 * - Everything else separates.
 *
 * In a query a run of two or more gives its pairs only; a run of one gives the character (to be
 * used as a prefix).
 */

#define MAX_WORD_BYTES 64 /* longer words are indexed by their beginning */

gboolean
tw_char_is_cjk (gunichar c)
{
  return (c >= 0x3400 && c <= 0x9fff)      /* Han, extension A */
         || (c >= 0x20000 && c <= 0x3ffff) /* Han, further extensions */
         || (c >= 0xf900 && c <= 0xfaff)   /* compatibility Han */
         || (c >= 0x3040 && c <= 0x30ff)   /* kana */
         || (c >= 0x31a0 && c <= 0x31ff)   /* bopomofo extended, kana extensions */
         || (c >= 0x3100 && c <= 0x312f)   /* bopomofo */
         || (c >= 0xac00 && c <= 0xd7af)   /* hangul */
         || c == 0x3005 || c == 0x3007;    /* 々 〇 */
}

static gunichar
char_fold (gunichar c)
{
  if (c < 0x80)
    return (gunichar) g_ascii_tolower ((char) c);
  if (c >= 0xff01 && c <= 0xff5e)
    c -= 0xfee0;
  else if (c == 0x3000)
    return ' ';
  return g_unichar_tolower (c);
}

static gboolean
char_is_word (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum ((char) c);
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

typedef struct {
  TwTokenFunc func;
  gpointer user_data;
  gboolean query;
  /* the word being gathered */
  char word[MAX_WORD_BYTES + 8];
  int word_len, word_start, word_end;
  /* the Chinese character before, inside a run */
  char last[6];
  int last_len, last_start, last_end;
  int run; /* characters in the run so far */
} Cutter;

static int
emit_beginnings (Cutter *self, int len)
{
  int rc = 0;
  const char *p = self->word;

  for (int n = 0; rc == 0 && n < TW_TOKEN_MAX_PREFIX; n++)
    {
      p = g_utf8_next_char (p);
      if (p >= self->word + len)
        break;
      rc = self->func (self->user_data, self->word, (int) (p - self->word), self->word_start,
                       self->word_end);
    }
  return rc;
}

static int
flush_word (Cutter *self)
{
  int len = self->word_len;
  int rc = 0;

  if (len == 0)
    return 0;
  self->word_len = 0;
  if (!self->query)
    rc = emit_beginnings (self, len);
  return rc ? rc : self->func (self->user_data, self->word, len, self->word_start, self->word_end);
}

/* The character before: alone in the index always, in a query only when it has no neighbour. */
static int
emit_last (Cutter *self)
{
  return self->func (self->user_data, self->last, self->last_len, self->last_start, self->last_end);
}

static int
flush_run (Cutter *self)
{
  gboolean alone = self->run == 1 || (self->run > 1 && !self->query);

  self->run = 0;
  return alone ? emit_last (self) : 0;
}

static int
add_cjk (Cutter *self, gunichar c, int start, int end)
{
  char pair[12];
  char now[6];
  int rc = flush_word (self);
  int now_len = g_unichar_to_utf8 (c, now);

  if (rc == 0 && self->run > 0 && !self->query)
    rc = emit_last (self);
  if (rc == 0 && self->run > 0)
    {
      memcpy (pair, self->last, (gsize) self->last_len);
      memcpy (pair + self->last_len, now, (gsize) now_len);
      rc = self->func (self->user_data, pair, self->last_len + now_len, self->last_start, end);
    }
  memcpy (self->last, now, sizeof now);
  self->last_len = now_len;
  self->last_start = start;
  self->last_end = end;
  self->run++;
  return rc;
}

static int
add_word_char (Cutter *self, gunichar c, int start, int end)
{
  int rc = flush_run (self);

  if (self->word_len == 0)
    self->word_start = start;
  if (self->word_len < MAX_WORD_BYTES)
    self->word_len += g_unichar_to_utf8 (c, self->word + self->word_len);
  self->word_end = end;
  return rc;
}

static int
add_char (Cutter *self, gunichar c, int start, int end)
{
  c = char_fold (c);
  if (tw_char_is_cjk (c))
    return add_cjk (self, c, start, end);
  if (char_is_word (c))
    return add_word_char (self, c, start, end);
  int rc = flush_word (self);
  return rc ? rc : flush_run (self);
}

int
tw_tokenize (const char *text, gsize len, gboolean query, TwTokenFunc func, gpointer user_data)
{
  Cutter cutter = { .func = func, .user_data = user_data, .query = query };
  const char *end = text + len;
  int rc = 0;

  for (const char *p = text; p < end && rc == 0;)
    {
      gunichar c = g_utf8_get_char_validated (p, end - p);
      const char *next = p + 1;
      if (c >= (gunichar) -2)
        c = ' '; /* a broken byte separates */
      else
        next = g_utf8_next_char (p);
      rc = add_char (&cutter, c, (int) (p - text), (int) (next - text));
      p = next;
    }
  if (rc == 0)
    rc = flush_word (&cutter);
  return rc ? rc : flush_run (&cutter);
}

char *
tw_text_fold (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));

  for (const char *p = text; *p; p = g_utf8_next_char (p))
    g_string_append_unichar (out, char_fold (g_utf8_get_char (p)));
  return g_string_free (out, FALSE);
}

/* --- as FTS5 sees it ------------------------------------------------------------------------- */

typedef struct {
  void *context;
  int (*emit) (void *, int, const char *, int, int, int);
} Sink;

static int
sink_token (gpointer user_data, const char *token, int len, int start, int end)
{
  Sink *sink = user_data;

  return sink->emit (sink->context, 0, token, len, start, end);
}

static int
fts_create (void *context, const char **args, int n_args, Fts5Tokenizer **ret_tokenizer)
{
  *ret_tokenizer = g_malloc (1); /* no state; FTS5 wants something to free */
  return SQLITE_OK;
}

static void
fts_delete (Fts5Tokenizer *tokenizer)
{
  g_free (tokenizer);
}

static int
fts_tokenize (Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int len,
              int (*emit) (void *, int, const char *, int, int, int))
{
  Sink sink = { context, emit };

  return tw_tokenize (text, (gsize) len, (flags & FTS5_TOKENIZE_QUERY) != 0, sink_token, &sink);
}

static fts5_api *
find_api (sqlite3 *db)
{
  fts5_api *api = NULL;
  sqlite3_stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (db, "SELECT fts5 (?1)", -1, &stmt, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (stmt, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (stmt);
    }
  sqlite3_finalize (stmt);
  return api;
}

gboolean
tw_tokenizer_register (sqlite3 *db, GError **error)
{
  fts5_tokenizer tokenizer = { fts_create, fts_delete, fts_tokenize };
  fts5_api *api = find_api (db);

  if (api && api->xCreateTokenizer (api, "tidewatch", NULL, &tokenizer, NULL) == SQLITE_OK)
    return TRUE;
  g_set_error (
      error, TW_STORE_ERROR, TW_STORE_ERROR_IO,
      _ ("This system's SQLite lacks full-text search (FTS5): install a complete SQLite."));
  return FALSE;
}
