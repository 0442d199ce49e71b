// SPDX-License-Identifier: Apache-2.0
#include "base/tw-csv.h"

#include "base/tw-error.h"

#include <glib/gstdio.h>
#include <string.h>

#define MIB (1024 * 1024)

static TwCsv *
csv_of (const void *text, gssize len, const TwCsvOptions *options)
{
  gsize n = len < 0 ? strlen (text) : (gsize) len;
  g_autoptr (GBytes) bytes = g_bytes_new (text, n);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GError) error = NULL;
  TwCsv *csv = tw_csv_new (stream, options, &error);

  g_assert_no_error (error);
  return csv;
}

/* All rows as text: "LINE[field|field]", a bad row as "LINE!code". */
static char *
dump (TwCsv *csv)
{
  GString *out = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      TwCsvStatus status = tw_csv_next (csv, &error);

      if (status == TW_CSV_END)
        break;
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, tw_csv_line (csv));
      if (status == TW_CSV_BAD)
        {
          g_assert_nonnull (error);
          g_assert_true (error->domain == TW_DATA_ERROR);
          g_assert_cmpuint (tw_csv_n_fields (csv), ==, 0);
          g_string_append_printf (out, "!%d", error->code);
          continue;
        }
      g_assert_true (status == TW_CSV_ROW && error == NULL);
      for (guint i = 0; i < tw_csv_n_fields (csv); i++)
        g_string_append_printf (out, "%c%s", i == 0 ? '[' : '|', tw_csv_field (csv, i));
      g_string_append_c (out, ']');
      g_assert_cmpstr (tw_csv_field (csv, tw_csv_n_fields (csv)), ==, "");
    }
  return g_string_free (out, FALSE);
}

typedef struct {
  const char *text;
  gssize len; /* -1: up to the NUL */
  const char *rows;
} Case;

#define SYNTAX "!0"
#define ENCODING "!1"
#define TOO_BIG "!4"

/* F01: what RFC 4180 says and what files do. */
static const Case cases[] = {
  { "", -1, "" },
  { "\n", -1, "" },
  { "\r\n\r\n\n", -1, "" },
  { "a,b\nc,d\n", -1, "1[a|b]2[c|d]" },
  { "a,b\r\nc,d", -1, "1[a|b]2[c|d]" },
  { "a,b\r\r\nc,d\r\r\n", -1, "1[a|b]2[c|d]" },
  { "a\rb,c\r", -1, "1[a]2[b|c]" },
  { "a\r\rb\r", -1, "1[a]3[b]" },
  { "a\rb,c\n", -1, "1[a\rb|c]" },
  { "a,b\n\n\nc,d\n", -1, "1[a|b]4[c|d]" },
  { ",\n,,\n", -1, "1[|]2[||]" },
  { "a,\n", -1, "1[a|]" },
  { "a,", -1, "1[a|]" },
  { "\"\"\n", -1, "1[]" },
  { "\"\",\"\"", -1, "1[|]" },
  { "\"a,b\",c\n", -1, "1[a,b|c]" },
  { "\"a\"\"b\",\"\"\"\",\"\"\"\"\"\"\n", -1, "1[a\"b|\"|\"\"]" },
  { "\"a\nb\",c\nd,e\n", -1, "1[a\nb|c]3[d|e]" },
  { "\"a\r\n\r\nb\",c\r\nd,e\r\n", -1, "1[a\r\n\r\nb|c]4[d|e]" },
  { "a \"b\" c,5\" pipe\n", -1, "1[a \"b\" c|5\" pipe]" },
  { "\"a\" ,\"b\"  \n", -1, "1[a|b]" },
  { "\"a\"x,b\n", -1, "1[ax|b]" },
  { "\"a\"x\"y,b\n", -1, "1[ax\"y|b]" },
  { " \"a\",b\n", -1, "1[ \"a\"|b]" },
  { "\xef\xbb\xbf"
    "a,b\n",
    -1, "1[a|b]" },
  { "\xef\xbb\xbf"
    "\"a\",b\n",
    -1, "1[a|b]" },
  { "\xef\xbb\xbf", -1, "" },
  /* a quote that is never closed costs its line and no more */
  { "a,b\n\"c,d\ne,f\n", -1, "1[a|b]2" SYNTAX "3[e|f]" },
  { "a,b\nc,\"d", -1, "1[a|b]2" SYNTAX },
  { "a,b\n1,\"open\n2,\"shut\"\n3,x\n", -1, "1[a|b]2" SYNTAX "3[2|shut]4[3|x]" },
  { "\"", -1, "1" SYNTAX },
  { "\"\"\"", -1, "1" SYNTAX },
  /* what is no text */
  { "a,b\nc\0d,e\nf,g\n", 14, "1[a|b]2" ENCODING "3[f|g]" },
  { "路,灯\na\xff,b\n\xe8\xb7,c\n灯,d\n", -1, "1[路|灯]2" ENCODING "3" ENCODING "4[灯|d]" },
};

static void
test_cases (void)
{
  TwCsvOptions options = { ',', NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwCsv) csv = csv_of (cases[i].text, cases[i].len, &options);
      g_autofree char *rows = NULL;

      if (strstr (cases[i].rows, ENCODING) != NULL)
        {
          tw_csv_free (csv);
          csv = csv_of (cases[i].text, cases[i].len, &(TwCsvOptions){ ',', "UTF-8" });
        }
      rows = dump (csv);
      g_assert_cmpstr (rows, ==, cases[i].rows);
    }
}

static char *
converted (const char *utf8, const char *encoding, gsize *ret_len)
{
  g_autoptr (GError) error = NULL;
  char *text = g_convert (utf8, -1, encoding, "UTF-8", NULL, ret_len, &error);

  g_assert_no_error (error);
  return text;
}

/* Characters whose second byte is a delimiter, a quote's neighbour or a letter in GB18030; a
 * four-byte one; UTF-16. */
static void
test_encodings (void)
{
  static const char text[] = "编号|地址|说明\n1|朱镕基|\"丄|丗\"\n2|厊亅|𠀀灯\n";
  static const struct {
    const char *encoding, *guessed, *bom;
    gsize bom_len;
  } encodings[] = {
    { "UTF-8", "UTF-8", "", 0 },
    { "UTF-8", "UTF-8", "\xef\xbb\xbf", 3 },
    { "GB18030", "GB18030", "", 0 },
    { "UTF-16LE", "UTF-16LE", "\xff\xfe", 2 },
    { "UTF-16BE", "UTF-16BE", "\xfe\xff", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
    {
      gsize len;
      g_autofree char *body = converted (text, encodings[i].encoding, &len), *rows = NULL;
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (TwCsv) csv = NULL;

      g_byte_array_append (bytes, (const guint8 *) encodings[i].bom, (guint) encodings[i].bom_len);
      g_byte_array_append (bytes, (const guint8 *) body, (guint) len);
      csv = csv_of (bytes->data, (gssize) bytes->len, NULL);
      g_assert_cmpstr (tw_csv_encoding (csv), ==, encodings[i].guessed);
      g_assert_cmpint (tw_csv_delimiter (csv), ==, '|');
      rows = dump (csv);
      g_assert_cmpstr (rows, ==, "1[编号|地址|说明]2[1|朱镕基|丄|丗]3[2|厊亅|𠀀灯]");
      g_assert_cmpuint (tw_csv_bytes_read (csv), ==, bytes->len);
    }
}

/* Bad bytes of a named encoding spoil their row alone, and never take a delimiter with them. */
static void
test_bad_bytes (void)
{
  static const struct {
    const char *encoding, *text;
    gssize len;
    const char *rows;
  } wrong[] = {
    { "GB18030", "a,\xc2\xb7\nb,\xff\nc,\x81\nd,\xb5\xc6\n", -1,
      "1[a|路]2" ENCODING "3" ENCODING "4[d|灯]" },
    { "gbk", "\xc2", 1, "1" ENCODING },
    { "UTF-16LE", "a\0\n\0\0\xd8\n\0b\0", 10, "1[a]2" ENCODING "3[b]" },
    { "UTF-16LE", "a\0b", 3, "1" ENCODING },
    { "latin1", "caf\xe9,x\n", -1, "1[café|x]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      TwCsvOptions options = { ',', wrong[i].encoding };
      g_autoptr (TwCsv) csv = csv_of (wrong[i].text, wrong[i].len, &options);
      g_autofree char *rows = dump (csv);

      g_assert_cmpstr (rows, ==, wrong[i].rows);
    }
}

static void
test_unknown_encoding (void)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_csv_new (stream, &(TwCsvOptions){ ',', "klingon" }, &error));
  g_assert_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD);
}

/* Plain ASCII for longer than any sample, then Chinese in GB18030 (or UTF-8): the first such row
 * decides. */
static void
test_late_encoding (void)
{
  static const char *const encodings[] = { "GB18030", "UTF-8" };

  for (gsize e = 0; e < G_N_ELEMENTS (encodings); e++)
    {
      g_autoptr (GString) text = g_string_new ("id,what\n");
      gsize len;
      g_autofree char *tail = converted ("x,路灯|坏\ny,\"井盖\n丢失\"\n", encodings[e], &len);
      g_autoptr (TwCsv) csv = NULL;
      guint n_rows = 0;

      while (text->len < 700 * 1024)
        g_string_append_printf (text, "%zu,lamp\n", text->len);
      for (int i = 0; i < 20000; i++)
        g_string_append_len (text, tail, (gssize) len);
      csv = csv_of (text->str, (gssize) text->len, NULL);
      g_assert_cmpstr (tw_csv_encoding (csv), ==, "UTF-8");
      while (tw_csv_next (csv, NULL) == TW_CSV_ROW)
        {
          n_rows += tw_csv_field (csv, 0)[0] == 'x' || tw_csv_field (csv, 0)[0] == 'y';
          if (tw_csv_field (csv, 0)[0] == 'x')
            g_assert_cmpstr (tw_csv_field (csv, 1), ==, "路灯|坏");
          if (tw_csv_field (csv, 0)[0] == 'y')
            g_assert_cmpstr (tw_csv_field (csv, 1), ==, "井盖\n丢失");
        }
      g_assert_cmpstr (tw_csv_encoding (csv), ==, encodings[e]);
      g_assert_cmpuint (n_rows, ==, 40000);
    }
}

/* Rows of every length around the reader's buffers, in three encodings: none is torn, lines are
 * counted right. */
static void
test_boundaries (void)
{
  static const char *const encodings[] = { "UTF-8", "GB18030", "UTF-16LE" };
  g_autoptr (GString) text = g_string_new (NULL);
  const int n = 40000;

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%d,\"灯\"\"%0*d\r\n%d\",%s\r\n", i, 1 + i % 37, 0, i,
                            i % 3 == 0 ? "路" : "");
  for (gsize e = 0; e < G_N_ELEMENTS (encodings); e++)
    {
      gsize len;
      g_autofree char *bytes = converted (text->str, encodings[e], &len);
      TwCsvOptions options = { ',', encodings[e] };
      g_autoptr (TwCsv) csv = csv_of (bytes, (gssize) len, &options);

      for (int i = 0; i < n; i++)
        {
          g_autofree char *middle = g_strdup_printf ("灯\"%0*d\r\n%d", 1 + i % 37, 0, i);

          g_assert_true (tw_csv_next (csv, NULL) == TW_CSV_ROW);
          g_assert_cmpuint (tw_csv_line (csv), ==, 1 + 2 * (guint64) i);
          g_assert_cmpuint (tw_csv_n_fields (csv), ==, 3);
          g_assert_cmpint (atoi (tw_csv_field (csv, 0)), ==, i);
          g_assert_cmpstr (tw_csv_field (csv, 1), ==, middle);
          g_assert_cmpstr (tw_csv_field (csv, 2), ==, i % 3 == 0 ? "路" : "");
        }
      g_assert_true (tw_csv_next (csv, NULL) == TW_CSV_END);
      g_assert_true (tw_csv_next (csv, NULL) == TW_CSV_END);
      g_assert_cmpuint (tw_csv_bytes_read (csv), ==, len);
    }
}

static char *
repeated (const char *before, char c, gsize n, const char *after)
{
  GString *text = g_string_new (before);
  gsize at = text->len;

  g_string_set_size (text, at + n);
  memset (text->str + at, c, n);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

/* A row that is too long, or has too many fields, is named and passed over. */
static void
test_bounds (void)
{
  static const struct {
    const char *before;
    char c;
    gsize n;
    const char *after, *rows;
  } long_rows[] = {
    { "a\n", 'x', 2 * MIB, "\nb\n", "1[a]2" TOO_BIG "3[b]" },
    { "a\n", 'x', 3 * MIB, "", "1[a]2" TOO_BIG },
    { "a\n\"", 'x', 2 * MIB, "\"\nb\n", "1[a]2" TOO_BIG "3[b]" },
    { "a\n\"", '\n', 2 * MIB, "\nb\n", "1[a]2" SYNTAX "2097155[b]" },
    { "a\n", ',', 4095, "\nb\n", NULL },
    { "a\n", ',', 4096, "\nb\n", "1[a]2" TOO_BIG "3[b]" },
    { "a\n", ',', 2 * MIB, "\nb\n", "1[a]2" TOO_BIG "3[b]" },
    { "a\n", '\r', 2 * MIB, "\nb\n", "1[a]2" TOO_BIG "3[b]" },
    { "a\n", '"', 2 * MIB, "\nb\n", "1[a]2" TOO_BIG "3[b]" },
  };
  TwCsvOptions options = { ',', NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (long_rows); i++)
    {
      g_autofree char *text =
          repeated (long_rows[i].before, long_rows[i].c, long_rows[i].n, long_rows[i].after);
      g_autoptr (TwCsv) csv = csv_of (text, -1, &options);
      g_autofree char *rows = dump (csv);

      g_test_message ("%zu", i);
      if (long_rows[i].rows != NULL)
        g_assert_cmpstr (rows, ==, long_rows[i].rows);
      else
        g_assert_true (g_str_has_prefix (rows, "1[a]2[||||") && g_str_has_suffix (rows, "]3[b]"));
    }
}

/* Just at the bound: one byte less than a MiB is a row. */
static void
test_longest_row (void)
{
  g_autofree char *text = repeated ("a,", 'x', MIB - 3, "\nb\n");
  g_autoptr (TwCsv) csv = csv_of (text, -1, NULL);

  g_assert_true (tw_csv_next (csv, NULL) == TW_CSV_ROW);
  g_assert_cmpuint (strlen (tw_csv_field (csv, 1)), ==, MIB - 3);
  g_assert_true (tw_csv_next (csv, NULL) == TW_CSV_ROW);
  g_assert_cmpstr (tw_csv_field (csv, 0), ==, "b");
}

/* What is written comes back. */
static void
test_append (void)
{
  static const char *const fields[] = { "",     "a",      " a",   "a,b",      "a\"b", "\"",
                                        "a\nb", "a\r\nb", "路灯", "a;b|c\td", "'" };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (TwCsv) csv = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      tw_csv_append_field (out, fields[i]);
    }
  csv = csv_of (out->str, -1, &(TwCsvOptions){ ',', NULL });
  g_assert_true (tw_csv_next (csv, NULL) == TW_CSV_ROW);
  g_assert_cmpuint (tw_csv_n_fields (csv), ==, G_N_ELEMENTS (fields));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_cmpstr (tw_csv_field (csv, (guint) i), ==, fields[i]);
}

static void
test_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tw-csv-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.csv", NULL), *rows = NULL;
  g_autoptr (TwCsv) csv = NULL;

  g_assert_null (tw_csv_open (path, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (tw_csv_open (folder, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_set_contents (path, "a;b\n1,5;2\n", -1, NULL));
  csv = tw_csv_open (path, NULL, NULL);
  rows = dump (csv);
  g_assert_cmpstr (rows, ==, "1[a|b]2[1,5|2]");
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/csv/cases", test_cases);
  g_test_add_func ("/base/csv/encodings", test_encodings);
  g_test_add_func ("/base/csv/bad-bytes", test_bad_bytes);
  g_test_add_func ("/base/csv/unknown-encoding", test_unknown_encoding);
  g_test_add_func ("/base/csv/late-encoding", test_late_encoding);
  g_test_add_func ("/base/csv/boundaries", test_boundaries);
  g_test_add_func ("/base/csv/bounds", test_bounds);
  g_test_add_func ("/base/csv/longest-row", test_longest_row);
  g_test_add_func ("/base/csv/append", test_append);
  g_test_add_func ("/base/csv/files", test_files);
  return g_test_run ();
}
