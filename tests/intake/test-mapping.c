// SPDX-License-Identifier: Apache-2.0
#include "intake/tw-mapping.h"

#include "intake-fixture.h"
#include "intake/tw-mapping-guess.h"
#include "intake/tw-request-row.h"

#include <math.h>

/* F01: what a column means. */

static void
test_round_trip (void)
{
  static const char *const TEXTS[] = {
    "when=created_date,service=complaint_type,lat=latitude,lon=longitude",
    "when=1,channel==hotline",
    "when=\"a, b\",text=\"say \"\"so\"\"\",status==\"x = y\"",
    "when=受理时间,service=诉求类别",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwMapping) mapping = tw_mapping_parse (TEXTS[i], &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = tw_mapping_to_string (mapping);
      g_assert_cmpstr (text, ==, TEXTS[i]);
    }
}

static void
test_errors (void)
{
  static const struct {
    const char *text, *says;
  } CASES[] = {
    { "whne=a", "whne" },
    { "whne=a", "service" }, /* lists what exists */
    { "when", "when" },
    { "when=", "when" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      GError *error = NULL;

      g_assert_null (tw_mapping_parse (CASES[i].text, &error));
      assert_says (error, CASES[i].says);
    }
}

static void
test_resolve (void)
{
  char *header[] = { "Time", "2", "lat", "lon", NULL };
  static const struct {
    const char *map, *says; /* says NULL: works */
    int when;
  } CASES[] = {
    { "when=Time", NULL, 0 },
    { "when=time", NULL, 0 },
    { "when=2", NULL, 1 }, /* the name wins */
    { "when=3", NULL, 2 },
    { "when=nothing", "nothing" },
    { "when=nothing", "Time, 2, lat, lon" },
    { "when=5", "5" },
    { "lat=lat", "when" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (TwMapping) mapping = tw_mapping_parse (CASES[i].map, NULL);
      GError *error = NULL;
      int columns[TW_REQUEST_N_FIELDS];
      gboolean ok = tw_mapping_resolve (mapping, header, 4, columns, &error);

      g_assert_true (ok == (CASES[i].says == NULL));
      if (ok)
        g_assert_cmpint (columns[TW_REQUEST_WHEN], ==, CASES[i].when);
      else
        assert_says (error, CASES[i].says);
    }
}

static GPtrArray *
rows_of (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (int i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (rows, g_strsplit (lines[i], ";", -1));
  return rows;
}

static void
test_guess (void)
{
  static const struct {
    const char *rows, *map;
  } CASES[] = {
    { "编号;受理时间;诉求类别;诉求内容;社区;年龄;经度;纬度\n"
      "A1;2026-01-02 10:00;照护;老人助浴;幸福里;70;116.35;39.99",
      "when=受理时间,service=诉求类别,community=社区,lat=纬度,lon=经度,text=诉求内容,age=年龄,id="
      "编号" },
    { "occurred;offense;premise;beat;address;lon;lat\n"
      "2010-01-01 00:00;murder;lot;15E30;9650 marlive ln;-95.4373883;29.6779015",
      "when=occurred,service=offense,community=beat,lat=lat,lon=lon,address=address" },
    { "问卷编号;社区;填表时间;需求类别;年龄;纬度;经度;地址;需求描述;渠道\n"
      "Q1;幸福里;2026-01-02 10:00;照护;70;39.99;116.35;1号楼;助浴;问卷",
      "when=填表时间,service=需求类别,channel=渠道,community=社区,lat=纬度,lon=经度,"
      "text=需求描述,age=年龄,address=地址,id=问卷编号" },
    { "工单编号;来电时间;诉求类别;来电内容;地址;坐标(经度,纬度);年龄;渠道\n"
      "H1;2026-01-02 10:00;照护;助浴;1号楼;116.35,39.99;70;热线",
      "when=来电时间,service=诉求类别,channel=渠道,position=\"坐标(经度,纬度)\","
      "text=来电内容,age=年龄,address=地址,id=工单编号" },
    { "request_id;created_at;service;channel;gcj02_longitude;gcj02_latitude;age;address;text\n"
      "R1;2026-01-02T10:00:00+08:00;care;app;116.3562;39.9913;;;x",
      "when=created_at,service=service,channel=channel,lat=gcj02_latitude,lon=gcj02_longitude,"
      "text=text,age=age,address=address,id=request_id" },
    /* Longitude first, known by its range; no header. */
    { "2010-01-01 00:00;-95.4373883;29.6779015\n2010-01-01 01:00;-95.1012;29.5023",
      "when=1,lat=3,lon=2" },
    /* Date and time of day apart; positions that half of the rows lack. */
    { "DateOfCall;TimeOfCall;IncidentGroup;Latitude;Longitude\n"
      "03-Jan-23;09:05:00;Fire;51.5123;-0.1234\n03-Jan-23;10:05:00;Fire;NULL;NULL\n"
      "04-Jan-23;11:00:00;Alarm;NULL;NULL",
      "when=DateOfCall,service=IncidentGroup,lat=Latitude,lon=Longitude,time=TimeOfCall" },
    { "fecha;hora;tipo\n03/01/2023;9:05:00;A\n13/01/2023;19:05:00;B",
      "when=fecha,service=tipo,time=hora" },
    /* A column of times with hours of its own needs no other. */
    { "created;run_time;type\n2023-01-03 09:05;9:05;A", "when=created,service=type" },
    { "id;created;location\n1;2024-01-01 00:00;(40.5, -73.9)\n1;2024-01-02 00:00;(40.5, -73.9)",
      "when=created,position=location" }, /* not the id: it repeats */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autoptr (GPtrArray) rows = rows_of (CASES[i].rows);
      guint n = g_strv_length (g_ptr_array_index (rows, 0));
      g_auto (GStrv) header =
          tw_mapping_guess_header (rows, n) ? g_ptr_array_steal_index (rows, 0) : NULL;
      g_autoptr (TwMapping) mapping = tw_mapping_guess (header, n, rows);
      g_autofree char *text = tw_mapping_to_string (mapping);

      g_assert_cmpstr (text, ==, CASES[i].map);
    }
}

static void
test_positions (void)
{
  static const struct {
    const char *text;
    double lat, lon; /* NAN: no position */
  } CASES[] = {
    { "40.7, -74.1", 40.7, -74.1 },
    { "(40.7, -74.1)", 40.7, -74.1 },
    { "\n,  \n(40.67679280229251, -73.7379342313789)", 40.67679280229251, -73.7379342313789 },
    { "POINT (-74.1 40.7)", 40.7, -74.1 },
    { "point(116.35 39.99)", 39.99, 116.35 },
    { "116.35,39.99", 39.99, 116.35 },
    { "{\"type\":\"Point\",\"coordinates\":[-74.1,40.7]}", 40.7, -74.1 },
    { "{'latitude': '40.7', 'longitude': '-74.1'}", 40.7, -74.1 },
    { "somewhere", NAN, NAN },
    { "40.7", NAN, NAN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      double lat, lon;
      gboolean ok = tw_request_parse_position (CASES[i].text, &lat, &lon);

      g_assert_true (ok == !isnan (CASES[i].lat));
      if (ok)
        {
          g_assert_cmpfloat_with_epsilon (lat, CASES[i].lat, 1e-12);
          g_assert_cmpfloat_with_epsilon (lon, CASES[i].lon, 1e-12);
        }
    }
}

static void
test_degrees (void)
{
  double value;

  g_assert_true (tw_request_parse_degrees (" 39,99 ", &value));
  g_assert_cmpfloat_with_epsilon (value, 39.99, 1e-12);
  g_assert_true (tw_request_parse_degrees ("74.1°W", &value));
  g_assert_cmpfloat_with_epsilon (value, -74.1, 1e-12);
  g_assert_false (tw_request_parse_degrees ("12 Main St", &value));
  g_assert_false (tw_request_parse_degrees ("inf", &value));
  g_assert_false (tw_request_parse_degrees ("0x10", &value));
}

static void
test_date_order (void)
{
  g_assert_cmpint (tw_request_date_order ("04/16/2024 03:03"), ==, TW_DATE_ORDER_MONTH);
  g_assert_cmpint (tw_request_date_order ("16/4/2024"), ==, TW_DATE_ORDER_DAY);
  g_assert_cmpint (tw_request_date_order ("04/05/2024"), ==, TW_DATE_ORDER_EITHER);
  g_assert_cmpint (tw_request_date_order ("2024/04/16"), ==, TW_DATE_ORDER_NONE);
  g_assert_cmpint (tw_request_date_order ("2024-04-16"), ==, TW_DATE_ORDER_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mapping/F01/round-trip", test_round_trip);
  g_test_add_func ("/mapping/F01/errors", test_errors);
  g_test_add_func ("/mapping/F01/resolve", test_resolve);
  g_test_add_func ("/mapping/F01/guess", test_guess);
  g_test_add_func ("/mapping/F01/positions", test_positions);
  g_test_add_func ("/mapping/F01/degrees", test_degrees);
  g_test_add_func ("/mapping/F01/date-order", test_date_order);
  return g_test_run ();
}
