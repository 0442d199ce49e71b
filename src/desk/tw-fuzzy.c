// SPDX-License-Identifier: Apache-2.0
/*
 * Matching for the command palette. Scores lie in bands, so that a better kind of match always
 * beats a worse one and the length of the text only orders matches of the same kind: 1000 the text
 * begins with the word, 800 a word of it does, 600 it stands inside, 200-500 its letters appear in
 * order.
 */
#include "desk/tw-fuzzy.h"

#include <string.h>

typedef struct {
  gunichar *chars; /* lower case */
  guint *offsets;  /* byte offset of each character, and of the end */
  guint n;
} Decoded;

static void
decoded_init (Decoded *self, const char *text)
{
  const char *p = text;

  self->n = (guint) g_utf8_strlen (text, -1);
  self->chars = g_new (gunichar, self->n + 1);
  self->offsets = g_new (guint, self->n + 1);
  for (guint i = 0; i < self->n; i++, p = g_utf8_next_char (p))
    {
      self->chars[i] = g_unichar_tolower (g_utf8_get_char (p));
      self->offsets[i] = (guint) (p - text);
    }
  self->offsets[self->n] = (guint) (p - text);
}

static void
decoded_clear (Decoded *self)
{
  g_free (self->chars);
  g_free (self->offsets);
}

static void
add_range (const Decoded *text, guint from, guint to, GArray *ranges)
{
  TwMatchRange range = { text->offsets[from], text->offsets[to] };

  if (ranges != NULL)
    g_array_append_val (ranges, range);
}

static gboolean
starts_word (const Decoded *text, guint i)
{
  return i == 0 || !g_unichar_isalnum (text->chars[i - 1]);
}

static gboolean
equal_at (const Decoded *text, guint i, const Decoded *word)
{
  return memcmp (text->chars + i, word->chars, word->n * sizeof (gunichar)) == 0;
}

static guint
match_substring (const Decoded *word, const Decoded *text, GArray *ranges)
{
  guint best = 0, best_at = 0;

  for (guint i = 0; i + word->n <= text->n; i++)
    {
      guint score;

      if (!equal_at (text, i, word))
        continue;
      score = i == 0 ? 1000 : starts_word (text, i) ? 800 : 600;
      if (score > best)
        best = score, best_at = i;
    }
  if (best > 0)
    add_range (text, best_at, best_at + word->n, ranges);
  return best;
}

/* Letters in order, the first at the start of a word; each gap costs. */
static guint
match_letters (const Decoded *word, const Decoded *text, GArray *ranges)
{
  guint found = 0, gaps = 0, mark = ranges != NULL ? ranges->len : 0;

  for (guint i = 0; i < word->n; i++)
    if (word->chars[i] > 127)
      return 0;
  for (guint i = 0, last = 0; i < text->n && found < word->n; i++)
    {
      if (text->chars[i] != word->chars[found] || (found == 0 && !starts_word (text, i)))
        continue;
      if (found > 0 && i != last + 1)
        gaps += starts_word (text, i) ? 1 : 2;
      last = i;
      add_range (text, i, i + 1, ranges);
      found++;
    }
  if (found == word->n && gaps <= 2 * word->n)
    return 500 - MIN (gaps * 20, 300);
  if (ranges != NULL)
    g_array_set_size (ranges, mark);
  return 0;
}

static guint
match_word (const char *query, const Decoded *text, GArray *ranges)
{
  Decoded word;
  guint score;

  decoded_init (&word, query);
  score = match_substring (&word, text, ranges);
  if (score == 0 && word.n > 1)
    score = match_letters (&word, text, ranges);
  decoded_clear (&word);
  return score;
}

guint
tw_fuzzy_match (const char *query, const char *text, GArray *ret_ranges)
{
  g_auto (GStrv) words = g_strsplit_set (query, " \t\n", -1);
  guint mark = ret_ranges != NULL ? ret_ranges->len : 0, total = 0, n = 0;
  Decoded decoded;

  decoded_init (&decoded, text);
  for (char **word = words; *word != NULL; word++)
    {
      guint score = **word != '\0' ? match_word (*word, &decoded, ret_ranges) : 0;

      if (**word == '\0')
        continue;
      if (score == 0)
        {
          total = n = 0;
          break;
        }
      total += score;
      n++;
    }
  if (n > 0)
    total = total / n * 100 + (100 - MIN (decoded.n, 99));
  else if (ret_ranges != NULL)
    g_array_set_size (ret_ranges, mark);
  decoded_clear (&decoded);
  return total;
}
