// SPDX-License-Identifier: Apache-2.0
/* F07: series files as they come, and what is said of broken ones. */
#include "forecast/tw-forecast-bench.h"

#include <glib/gstdio.h>
#include <string.h>

static void
test_parses (void)
{
  static const struct {
    const char *text;
    guint n_series, n_values;
    const char *id;
    double last;
  } cases[] = {
    { "a,1,2,3\n", 1, 3, "a", 3 },
    { "id,F1,F2\na,1,2\nb,3,4\n", 2, 2, "a", 2 },
    { "\"V1\",\"V2\",\"V3\"\n\"H1\",\"605\",\"586.5\"\n", 1, 2, "H1", 586.5 },
    { "id,1,2,3\nx,7,8,9\n", 1, 3, "x", 9 },
    { "a,1,2,,\nb,1,,,\n", 2, 2, "a", 2 },
    { "a,,,5,6,NA,\n", 1, 2, "a", 6 },
    { "\xef\xbb\xbf"
      "a;1;2\r\nb;3;4\r\n",
      2, 2, "a", 2 },
    { "a\t1\t-2e3", 1, 2, "a", -2000 },
    { "a|1|2\n\n\n", 1, 2, "a", 2 },
    { "\n\n\"a,b\",1,2\n", 1, 2, "a,b", 2 },
    { "1\n2\n3.5\n", 1, 3, "series", 3.5 },
    { "x\n1\n2\n", 1, 2, "series", 2 },
    { "\"x\"\n\"1\"\n\n\"2\"", 1, 2, "series", 2 },
    { "a, 1 , 2 \n", 1, 2, "a", 2 },
    { "time,kW\n2006-12-16 17:00,4.5\n2006-12-16 18:00,3\n2006-12-16 19:00,2\n", 1, 3, "series",
      2 },
    { "a,1\nb,2\n", 2, 1, "a", 1 },
    { "1,5,6\n2,7,8\n", 2, 2, "1", 6 },
    { "id;0;1;2\nx;7;8;9\n", 1, 3, "x", 9 },
    { "x;1,5;2,25\n", 1, 2, "x", 2.25 },
    { "x\t1,5\t2\n", 1, 2, "x", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows =
          tw_series_rows_parse (cases[i].text, strlen (cases[i].text), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (rows->len, ==, cases[i].n_series);
      const TwSeriesRow *row = g_ptr_array_index (rows, 0);
      g_assert_cmpstr (row->id, ==, cases[i].id);
      g_assert_cmpuint (row->n_values, ==, cases[i].n_values);
      g_assert_cmpfloat (row->values[row->n_values - 1], ==, cases[i].last);
    }
}

static void
test_refuses (void)
{
  static const struct {
    const char *text;
    int code;
    const char *says;
  } cases[] = {
    { "", TW_FORECAST_ERROR_INSUFFICIENT, "*no series*" },
    { "id,a,b\n", TW_FORECAST_ERROR_INSUFFICIENT, "*no series*" },
    { "a,1,2\nb,1,x,3\n", TW_FORECAST_ERROR_SYNTAX, "Line 2, column 3:*\"x\"*" },
    { "a,1,2\nb,1,,3\n", TW_FORECAST_ERROR_SYNTAX, "Line 2, column 3:*missing*" },
    { "a,1,2\nb,,\n", TW_FORECAST_ERROR_INSUFFICIENT, "Line 2:*" },
    { "a,1,2\nb,1,\"2\n", TW_FORECAST_ERROR_SYNTAX, "Line 2, column 3:*quote*" },
    { "a,1,inf\n", TW_FORECAST_ERROR_SYNTAX, "Line 1, column 3:*" },
    { "a,1,1e999\n", TW_FORECAST_ERROR_SYNTAX, "Line 1, column 3:*" },
    { "a,1,0x1p3\n", TW_FORECAST_ERROR_SYNTAX, "Line 1, column 3:*" },
    { "a,1e300,2e300\n", TW_FORECAST_ERROR_SYNTAX, "Line 1, column 2:*too large*" },
    { "1\n2\nabc\n", TW_FORECAST_ERROR_SYNTAX, "Line 3, column 1:*\"abc\"*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (tw_series_rows_parse (cases[i].text, strlen (cases[i].text), &error));
      g_assert_error (error, TW_FORECAST_ERROR, cases[i].code);
      if (!g_pattern_match_simple (cases[i].says, error->message))
        g_error ("case %" G_GSIZE_FORMAT ": %s", i, error->message);
    }
}

static char *
run_bench (const char *text, const TwForecastBenchOptions *options, GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("series-XXXXXX.csv", &path, NULL);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  gboolean ok = tw_forecast_bench (path, options, out, NULL, NULL, NULL, error);
  g_unlink (path);
  if (!ok)
    return NULL;
  g_output_stream_write_all (out, "", 1, NULL, NULL, NULL);
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (out));
}

static char *
make_file (void)
{
  g_autoptr (GString) text = g_string_new ("id,values\n");

  for (int row = 0; row < 12; row++)
    {
      g_string_append_printf (text, "\"row, %d\"", row);
      for (int t = 0; t < (row == 5 ? 3 : 400); t++)
        g_string_append_printf (text, ",%d",
                                row % 2 == 0 ? (t * 7 + row) % 31 % 3 % 2
                                             : 50 + t % 24 * 3 + (t * 13 + row) % 7);
      g_string_append (text, ",,\n");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static double
last_cell (const char *line)
{
  return g_ascii_strtod (strrchr (line, ',') + 1, NULL);
}

/* Six rows a series, in order, monotone, and the same with any number of threads. */
static void
test_writes (void)
{
  static const char *const whats[] = { "point", "0.025", "0.1", "0.5", "0.9", "0.975" };
  g_autofree char *text = make_file ();
  TwForecastBenchOptions options = { 6, 24, 168, 1 };
  g_autoptr (GError) error = NULL;
  g_autofree char *one = run_bench (text, &options, &error);
  g_assert_no_error (error);
  options.n_threads = 3;
  g_autofree char *three = run_bench (text, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (one, ==, three);

  g_auto (GStrv) lines = g_strsplit (one, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "id,what,F1,F2,F3,F4,F5,F6");
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 12 * 6 + 1);
  for (int i = 0; i < 12 * 6; i++)
    {
      g_autofree char *begins = g_strdup_printf ("\"row, %d\",%s,", i / 6, whats[i % 6]);
      g_assert_true (g_str_has_prefix (lines[1 + i], begins));
      if (i % 6 > 1) /* quantiles rise */
        g_assert_cmpfloat (last_cell (lines[1 + i]), >=, last_cell (lines[i]));
    }
}

static void
test_bench_refuses (void)
{
  TwForecastBenchOptions options = { 0, 24, 168, 1 };
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_assert_false (
      tw_forecast_bench ("/nonexistent/file.csv", &options, out, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_INVALID);
  g_clear_error (&error);
  options.horizon = 3;
  g_assert_false (
      tw_forecast_bench ("/nonexistent/file.csv", &options, out, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_autofree char *none = run_bench ("a,1,x\nb,1,2\n", &options, &error);
  g_assert_null (none);
  g_assert_error (error, TW_FORECAST_ERROR, TW_FORECAST_ERROR_SYNTAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forecast/files/parses-F07", test_parses);
  g_test_add_func ("/forecast/files/refuses-F07", test_refuses);
  g_test_add_func ("/forecast/files/writes-F07", test_writes);
  g_test_add_func ("/forecast/files/bench-refuses", test_bench_refuses);
  return g_test_run ();
}
