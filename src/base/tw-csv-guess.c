// SPDX-License-Identifier: Apache-2.0
#include "base/tw-csv-source.h"

#include <string.h>

/* Guessing what a delimited file is
 *
 * Encoding, from the first 64 KiB: a byte order mark; else many zero bytes on one side mean UTF-16;
 * else valid UTF-8, where a character cut at the end of the sample is no error; else mostly valid
 * UTF-8, since exports that cut a text at so many bytes damage one character in thousands and no
 * other encoding makes long runs of valid characters of three bytes; else a count of the
 * double-byte pairs of GB18030: Chinese text is nearly all pairs of two high bytes, while an
 * accented Latin letter stands between ASCII letters. Where less than half of the pairs have a high
 * second byte, or pairs are broken, it is Windows-1252.
 *
 * Delimiter: each candidate splits the sample's rows, quotes respected. A good one gives the same
 * number of fields, at least two, in nearly every row and in the first. Among equals the rarer
 * character in text wins: tab, bar, semicolon, comma, since "1,5;2,3" is two numbers with decimal
 * commas.
 */

#define MAX_ROWS 200
#define MAX_COUNT 64

gboolean
tw_csv_is_ascii (const char *text, gsize len)
{
  guint64 bits = 0;
  gsize i = 0;

  for (; i + 8 <= len; i += 8)
    {
      guint64 word;

      memcpy (&word, text + i, 8);
      bits |= word;
    }
  for (; i < len; i++)
    bits |= (guint8) text[i];
  return (bits & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

/* Length of a character that @p begins and @len cuts short, 0 if it is complete or none. */
static gsize
cut_character (const guint8 *p, gsize len)
{
  gsize need = *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : *p >= 0xc2 ? 2 : 0;

  if (need <= len || *p > 0xf4)
    return 0;
  for (gsize i = 1; i < len; i++)
    if ((p[i] & 0xc0) != 0x80)
      return 0;
  return len;
}

static gboolean
is_utf8 (const guint8 *sample, gsize len, gboolean is_cut)
{
  const char *bad;
  gsize rest;

  if (g_utf8_validate_len ((const char *) sample, len, &bad))
    return TRUE;
  rest = len - (gsize) (bad - (const char *) sample);
  return is_cut && rest < 4 && cut_character ((const guint8 *) bad, rest) == rest;
}

/* Whether whole characters of several bytes outnumber the damaged places by far. */
static gboolean
is_damaged_utf8 (const guint8 *sample, gsize len)
{
  gsize n_good = 0, n_bad = 0;

  for (gsize i = 0; i < len;)
    {
      gsize need = sample[i] >= 0xf0 ? 4 : sample[i] >= 0xe0 ? 3 : sample[i] >= 0xc2 ? 2 : 1;

      if (sample[i] < 0x80)
        {
          i++;
          continue;
        }
      if (need > 1 && i + need <= len
          && g_utf8_validate_len ((const char *) sample + i, need, NULL))
        {
          n_good++;
          i += need;
          continue;
        }
      n_bad++;
      i++;
    }
  return n_good >= 20 && n_bad * 10 <= n_good;
}

static gboolean
is_chinese (const guint8 *sample, gsize len, gboolean is_cut)
{
  gsize n_pairs = 0, n_high = 0, n_broken = 0;

  for (gsize i = 0; i < len; i++)
    {
      if (sample[i] < 0x80)
        continue;
      if (i + 1 == len)
        {
          n_broken += !is_cut;
          break;
        }
      if (sample[i] == 0x80 || sample[i] == 0xff || sample[i + 1] < 0x30 || sample[i + 1] == 0x7f
          || sample[i + 1] == 0xff)
        {
          n_broken++;
          continue;
        }
      i++;
      n_pairs++;
      n_high += sample[i] >= 0x80 || sample[i] < 0x40;
    }
  return n_pairs > 0 && n_high * 2 >= n_pairs && n_broken * 20 <= n_pairs;
}

static const char *
guess_utf16 (const guint8 *sample, gsize len)
{
  gsize zeros[2] = { 0, 0 };

  for (gsize i = 0; i < len; i++)
    zeros[i % 2] += sample[i] == 0;
  if (zeros[1] * 8 > len && zeros[0] * 64 < len)
    return "UTF-16LE";
  return zeros[0] * 8 > len && zeros[1] * 64 < len ? "UTF-16BE" : NULL;
}

const char *
tw_csv_guess_encoding (const guint8 *sample, gsize len, gboolean is_cut)
{
  const char *utf16;

  if (len >= 3 && memcmp (sample, "\xef\xbb\xbf", 3) == 0)
    return "UTF-8";
  if (len >= 2 && memcmp (sample, "\xff\xfe", 2) == 0)
    return "UTF-16LE";
  if (len >= 2 && memcmp (sample, "\xfe\xff", 2) == 0)
    return "UTF-16BE";
  utf16 = guess_utf16 (sample, len);
  if (utf16 != NULL)
    return utf16;
  if (is_utf8 (sample, len, is_cut) || is_damaged_utf8 (sample, len))
    return "UTF-8";
  return is_chinese (sample, len, is_cut) ? "GB18030" : "WINDOWS-1252";
}

/* Counts the fields of the rows of @sample into @counts; returns the number of whole rows seen. */
static guint
count_fields (const char *sample, gsize len, gboolean is_cut, char delimiter,
              guint counts[MAX_ROWS])
{
  gboolean quoted = FALSE, at_start = TRUE;
  guint n_rows = 0, n_fields = 1;
  gsize row_len = 0;

  for (gsize i = 0; i < len && n_rows < MAX_ROWS; i++, row_len++)
    {
      char c = sample[i];

      if (quoted)
        {
          quoted = c != '"';
          continue;
        }
      /* A quote opens at the start of a field, and again after its end, which is how a doubled one
       * reads. */
      quoted = c == '"' && (at_start || (i > 0 && sample[i - 1] == '"'));
      at_start = c == delimiter || c == '\n' || c == '\r';
      if (c == delimiter)
        n_fields++;
      if (c != '\n' && c != '\r')
        continue;
      if (row_len > 0)
        counts[n_rows++] = n_fields;
      n_fields = 1;
      row_len = (gsize) -1;
    }
  if (n_rows < MAX_ROWS && row_len > 0 && (!is_cut || n_rows == 0))
    counts[n_rows++] = n_fields;
  return n_rows;
}

/* 0 to 200: the share of rows with the most usual number of fields, and 100 more if the first row
 * has it too. */
static guint
score (const guint *counts, guint n_rows)
{
  guint seen[MAX_COUNT] = { 0 }, usual = 0;

  for (guint i = 0; i < n_rows; i++)
    seen[MIN (counts[i], MAX_COUNT - 1)]++;
  for (guint i = 1; i < MAX_COUNT; i++)
    if (seen[i] > seen[usual])
      usual = i;
  if (n_rows == 0 || usual < 2)
    return 0;
  return seen[usual] * 100 / n_rows + (MIN (counts[0], MAX_COUNT - 1) == usual ? 100 : 0);
}

char
tw_csv_guess_delimiter (const char *sample, gsize len, gboolean is_cut)
{
  static const char candidates[] = "\t|;,";
  guint counts[MAX_ROWS], best_score = 0;
  char best = ',';

  for (const char *p = candidates; *p != '\0'; p++)
    {
      guint n_rows = count_fields (sample, len, is_cut, *p, counts);
      guint points = score (counts, n_rows);

      if (points > best_score)
        {
          best_score = points;
          best = *p;
        }
    }
  return best;
}

gboolean
tw_csv_guess_cr_rows (const char *sample, gsize len)
{
  return memchr (sample, '\n', len) == NULL && memchr (sample, '\r', len) != NULL;
}
