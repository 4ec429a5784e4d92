//! Which handler answers which path.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{demo, routes as sign_in};
use crate::error::{ApiError, kinds};
use crate::extract::ENVELOPE;
use crate::features::{
    access, actions, audit, conversations, dead_letters, disclosures, documents, explain, facts,
    feedback, history, invitations, knowledge, logbook, members, notifications, operator,
    projections, push, reminders, seals, shifts, tasks, tenants, turns, usage,
};
use crate::openapi::{Document, complete};
use crate::state::AppState;
use crate::{docs, health, layers, limits, web, ws};

/// Every documented path.
fn documented() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(sign_in::login))
        .routes(routes!(sign_in::refresh))
        .routes(routes!(sign_in::logout))
        .routes(routes!(demo::demo))
        .routes(routes!(access::password::forgot))
        .routes(routes!(access::password::reset))
        .routes(routes!(access::password::change))
        .routes(routes!(access::sessions::list, access::sessions::end_all))
        .routes(routes!(access::sessions::end))
        .routes(routes!(access::sessions::end_of_member))
        .routes(routes!(access::api_keys::list, access::api_keys::create))
        .routes(routes!(access::api_keys::revoke))
        .routes(routes!(access::trail::list))
        .routes(routes!(access::public_keys::list))
        .routes(routes!(tenants::register))
        .routes(routes!(tenants::policies, tenants::set_policies))
        .routes(routes!(tenants::notification_rules, tenants::set_notification_rules))
        .routes(routes!(tenants::profile, tenants::set_profile))
        .routes(routes!(tenants::agent, tenants::set_agent))
        .routes(routes!(tenants::quota, tenants::set_quota))
        .routes(routes!(usage::usage))
        .routes(routes!(usage::turns))
        .routes(routes!(members::me))
        .routes(routes!(members::list))
        .routes(routes!(members::change_role))
        .routes(routes!(members::remove))
        .routes(routes!(members::leave))
        .routes(routes!(members::erase))
        .routes(routes!(members::erase_me))
        .routes(routes!(members::erasure))
        .routes(routes!(members::export))
        .routes(routes!(invitations::list, invitations::invite))
        .routes(routes!(invitations::renew))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(invitations::inspect))
        .routes(routes!(invitations::accept))
        .routes(routes!(push::list))
        .routes(routes!(push::add))
        .routes(routes!(push::remove))
        .routes(routes!(operator::tenants))
        .routes(routes!(operator::suspend))
        .routes(routes!(operator::resume))
        .routes(routes!(disclosures::disclose))
        .routes(routes!(disclosures::messages))
        .routes(routes!(disclosures::list))
        .routes(routes!(conversations::list, conversations::start))
        .routes(routes!(conversations::messages, conversations::send))
        .routes(routes!(conversations::get))
        .routes(routes!(conversations::search::search))
        .routes(routes!(conversations::keeping::rename))
        .routes(routes!(conversations::keeping::archive))
        .routes(routes!(conversations::keeping::restore))
        .routes(routes!(conversations::keeping::rate))
        .routes(routes!(feedback::pass_on))
        .routes(routes!(feedback::take_back))
        .routes(routes!(turns::get))
        .routes(routes!(turns::cancel))
        .routes(routes!(turns::retry))
        .routes(routes!(actions::list))
        .routes(routes!(actions::get))
        .routes(routes!(actions::decide::approve))
        .routes(routes!(actions::decide::reject))
        .routes(routes!(actions::decide::revise))
        .routes(routes!(actions::decide::undo))
        .routes(routes!(notifications::list))
        .routes(routes!(notifications::sent))
        .routes(routes!(notifications::read_all))
        .routes(routes!(notifications::get))
        .routes(routes!(notifications::snooze))
        .routes(routes!(notifications::read))
        .routes(routes!(notifications::acknowledge))
        .routes(routes!(notifications::preferences, notifications::set_preferences))
        .routes(routes!(reminders::list, reminders::schedule))
        .routes(routes!(reminders::cancel))
        .routes(routes!(documents::list, documents::add))
        .routes(routes!(documents::upload))
        .routes(routes!(documents::get, documents::revise, documents::remove))
        .routes(routes!(documents::revise_by_upload))
        .routes(routes!(documents::trust))
        .routes(routes!(documents::versions))
        .routes(routes!(documents::retry))
        .routes(routes!(knowledge::search))
        .routes(routes!(feedback::feedback))
        .routes(routes!(feedback::questions))
        .routes(routes!(feedback::settle))
        .routes(routes!(shifts::list, shifts::schedule))
        .routes(routes!(shifts::swap))
        .routes(routes!(shifts::import))
        .routes(routes!(shifts::export))
        .routes(routes!(shifts::get, shifts::change))
        .routes(routes!(shifts::cancel))
        .routes(routes!(tasks::list, tasks::create))
        .routes(routes!(tasks::get))
        .routes(routes!(tasks::assign))
        .routes(routes!(tasks::reschedule))
        .routes(routes!(tasks::complete))
        .routes(routes!(tasks::cancel))
        .routes(routes!(tasks::reopen))
        .routes(routes!(logbook::list, logbook::log))
        .routes(routes!(logbook::strike))
        .routes(routes!(facts::list, facts::remember))
        .routes(routes!(facts::get, facts::revise))
        .routes(routes!(facts::forget))
        .routes(routes!(audit::events))
        .routes(routes!(audit::event))
        .routes(routes!(audit::stream))
        .routes(routes!(audit::state))
        .routes(routes!(explain::explain))
        .routes(routes!(history::history))
        .routes(routes!(history::compare))
        .routes(routes!(seals::status))
        .routes(routes!(seals::key))
        .routes(routes!(seals::list))
        .routes(routes!(seals::prove))
        .routes(routes!(seals::verify))
        .routes(routes!(projections::list))
        .routes(routes!(projections::pause))
        .routes(routes!(projections::resume))
        .routes(routes!(projections::rebuild))
        .routes(routes!(projections::verify))
        .routes(routes!(projections::asked))
        .routes(routes!(projections::request))
        .routes(routes!(dead_letters::list))
        .routes(routes!(dead_letters::retry))
        .routes(routes!(dead_letters::discard))
        .routes(routes!(ws::ticket))
        .routes(routes!(ws::connect))
        .routes(routes!(health::alive))
        .routes(routes!(health::ready))
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    complete(documented().split_for_parts().1)
}

/// The whole API with the web app behind it.
pub fn router(state: AppState) -> Router {
    let (router, document) = documented().split_for_parts();
    let reference = Router::new()
        .route(docs::DOCUMENT, get(docs::document))
        .route("/docs", get(docs::to_page))
        .route("/docs/", get(docs::page))
        .route("/docs/{*name}", get(docs::file))
        .with_state(Arc::new(complete(document)));
    let router = router
        .with_state(state.clone())
        .merge(reference)
        .method_not_allowed_fallback(async || {
            ApiError::new(kinds::METHOD_NOT_ALLOWED).into_response()
        })
        .fallback(web::fallback);
    with_layers(router, state)
}

/// Whether a response is one of the app's files. Answers of the API are not compressed:
/// next to secrets, their length would tell something of what they hold.
fn files(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg"]
        .iter()
        .any(|file| kind.starts_with(file))
}

/// The layers around every route, for any routes.
pub fn with_layers(router: Router, state: AppState) -> Router {
    router
        // Multipart has no limit of its own; JSON's is lower, in its extractor.
        .layer(DefaultBodyLimit::max(state.limits.upload_bytes + ENVELOPE))
        .layer(CompressionLayer::new().compress_when(files))
        .layer(from_fn_with_state(state.clone(), layers::guard::layer))
        .layer(from_fn_with_state(state.clone(), limits::layer))
        .layer(from_fn(layers::head::layer))
        .layer(from_fn_with_state(state, layers::headers::layer))
        .layer(from_fn(layers::problems::layer))
        .layer(from_fn(layers::trace::layer))
}
