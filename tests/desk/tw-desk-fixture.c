// SPDX-License-Identifier: Apache-2.0
#include "tw-desk-fixture.h"
#include "tw-uitest.h"

#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-time.h"

#define LOAD_MS 20000

TwApplication *
desk_fixture_get_application (void)
{
  static TwApplication *application;

  if (application == NULL)
    {
      g_autoptr (GError) error = NULL;

      application = tw_application_new ();
      g_application_register (G_APPLICATION (application), NULL, &error);
      g_assert_no_error (error);
      g_application_hold (G_APPLICATION (application));
    }
  return application;
}

char *
desk_fixture_new_dir (void)
{
  static guint n;
  g_autofree char *name = g_strdup_printf ("folder-%u", ++n);

  return g_build_filename (g_get_user_data_dir (), name, NULL);
}

static void
put (TwBatch *batch, const char *id, const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonObject *body = tw_json_parse_object (json, -1, TW_DOC_MAX_BODY, &error);

  g_assert_no_error (error);
  tw_batch_put (batch, id, NULL, body);
}

static void
put_community (TwBatch *batch, const char *id, const char *name, const char *name_en, double west)
{
  g_autofree char *json = g_strdup_printf (
      "{\"kind\":\"community\",\"name\":\"%s\",\"name_en\":\"%s\",\"lat\":30.655,\"lon\":%.4f,"
      "\"ring\":[[%.4f,30.65],[%.4f,30.65],[%.4f,30.66],[%.4f,30.66]]}",
      name, name_en, west + 0.005, west, west + 0.01, west + 0.01, west);

  put (batch, id, json);
}

static void
put_request (TwBatch *batch, guint i)
{
  static const char *const texts[] = { "单元门口路灯不亮", "独居老人需要送晚餐", "水管漏水" };
  gint64 at_us = SAMPLE_END_US - i * 37 * TW_US_PER_MIN;
  g_autofree char *at = tw_time_format_rfc3339 (at_us);
  g_autofree char *id = tw_id_new ("request", at_us, NULL);
  g_autofree char *where =
      i % 10 == 0 ? g_strdup ("")
                  : g_strdup_printf (",\"lat\":30.65%u5,\"lon\":104.08%u5", i % 9, i % 8);
  g_autofree char *json =
      g_strdup_printf ("{\"at\":\"%s\",\"service\":\"%s\",\"channel\":\"hotline\",\"text\":\"%s\","
                       "\"community\":\"place:a\"%s}",
                       at, i % 2 ? "meals" : "repair", texts[i % 3], where);

  put (batch, id, json);
}

void
desk_fixture_fill (const char *dir)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (TwStore) store = tw_store_open (dir, TW_STORE_OPEN_CREATE, clock, &error);
  TwBatch *batch = tw_batch_new ();

  g_assert_no_error (error);
  put (batch, "settings:street",
       "{\"name\":\"锦水街道\",\"name_en\":\"Jinshui Street\",\"zone\":\"Asia/Shanghai\"}");
  put (batch, "service:meals", "{\"key\":\"meals\",\"name\":\"助老送餐\",\"name_en\":\"Meals\"}");
  put (batch, "service:repair", "{\"key\":\"repair\",\"name\":\"报修\",\"name_en\":\"Repairs\"}");
  put (batch, "channel:hotline", "{\"key\":\"hotline\",\"name\":\"热线\",\"name_en\":\"Hotline\"}");
  put_community (batch, "place:a", "春熙社区", "Chunxi", 104.08);
  put_community (batch, "place:b", "锦江社区", "Jinjiang", 104.09);
  put (batch, "asset:01ARZ3NDEKTSV4RRFFQ69G5FAV",
       "{\"kind\":\"lamp\",\"name\":\"路灯 "
       "12\",\"code\":\"LD-012\",\"place\":\"place:a\",\"community\":\"place:a\","
       "\"lat\":30.6551,\"lon\":104.0861,\"height_m\":4.5,\"tag\":\"04A1B2C3D4E5F6\"}");
  put (batch, "person:01ARZ3NDEKTSV4RRFFQ69G5FAW",
       "{\"name\":\"王秀兰\",\"pool\":\"community\",\"skills\":[\"照护\"],\"hours_week_max\":40,"
       "\"availability\":[]}");
  for (guint i = 0; i < 60; i++)
    put_request (batch, i);
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
}

TwSession *
desk_fixture_open (const char *dir)
{
  TwSession *session = tw_session_new (dir, FALSE);
  TwDuty *duty;

  tw_session_open (session);
  duty = tw_session_get_duty (session);
  if (duty != NULL)
    g_assert_true (tw_uitest_until (tw_duty_is_loaded (duty), LOAD_MS));
  return session;
}

TwWindow *
desk_fixture_show (TwSession *session)
{
  GtkApplication *application = GTK_APPLICATION (desk_fixture_get_application ());
  GtkWidget *window = tw_window_new (application, session);

  tw_uitest_show (GTK_WINDOW (window), 1280, 800);
  return TW_WINDOW (window);
}

GtkWindow *
desk_fixture_get_other (GtkWindow *except)
{
  GtkApplication *application = GTK_APPLICATION (desk_fixture_get_application ());

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (l->data != except)
      return l->data;
  return NULL;
}

void
desk_fixture_close (TwWindow *window, TwSession *session)
{
  GtkWindow *other;

  while ((other = desk_fixture_get_other (GTK_WINDOW (window))) != NULL)
    gtk_window_destroy (other);
  tw_session_close (session);
  g_object_unref (session);
  tw_uitest_close (GTK_WINDOW (window));
}
