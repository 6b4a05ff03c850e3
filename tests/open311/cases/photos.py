"""Photos in a form, by the rules of attachments: cleaned first, private until staff let everybody see one."""

from tests.files import huge_picture, picture
from tests.open311.replies import Reply
from tests.open311.suite import case, each


def _send(world, *photos, name="media", **change):
    said = {"api_key": world.key} | world.report(**change)
    fields = {member: value for member, value in said.items() if value is not None}
    files = [(name, (f"photo-{n}.jpg", photo, "image/jpeg")) for n, photo in enumerate(photos)]
    return Reply(world.ask("POST", f"{world.root}/requests.{world.form}", data=fields, files=files), world.form)


@each("photos", "media", "media[]", "photo1")
def _named(world, name):
    """A photo that is called {} is taken"""
    [made] = _send(world, picture(), name=name).good("opened")

    assert world.get(f"requests/{made['service_request_id']}").good("service_requests")


@case("photos")
def several_photos_are_taken(world):
    assert _send(world, picture(colour="red"), picture(colour="green"), picture(form="PNG")).good("opened")


@case("photos")
def a_photo_is_not_published_by_whoever_sends_it(world):
    [made] = _send(world, picture()).good("opened")

    [shown] = world.get(f"requests/{made['service_request_id']}").good("service_requests")

    assert shown["media_url"] is None


@case("photos")
def words_and_places_of_a_form_with_photos_come_back(world):
    [made] = _send(world, picture(), description="Farola – 🕳").good("opened")

    [shown] = world.get(f"requests/{made['service_request_id']}").good("service_requests")

    assert (shown["description"], shown["address"]) == ("Farola – 🕳", "7300 Carroll Ave")


@case("photos")
def a_file_that_was_not_chosen_is_none(world):
    assert _send(world, b"").good("opened")


@each(
    "photos",
    ("a script", b"<script>alert(1)</script>", 400),
    ("a bomb of pixels", huge_picture(), 400),
    ("half a picture", picture()[:300], 400),
    ("eleven megabytes", b"\xff\xd8" + b"x" * 11_000_000, 413),
)
def _no_photo(world, name, photo, status):
    """Instead of a photo {0} is refused with {2}"""
    _send(world, photo).refused(status)


@case("photos")
def six_photos_are_too_many(world):
    _send(world, *[picture()] * 6).refused(400)


@case("photos")
def a_file_of_another_name_is_refused(world):
    _send(world, picture(), name="avatar").refused(400)


@case("photos")
def photos_without_a_key_are_refused(world):
    _send(world, picture(), api_key=None).refused(403)


@case("photos")
def a_form_that_ends_too_early_is_refused(world):
    body = b'--x\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n\xff\xd8'

    world.post_raw(body, "multipart/form-data; boundary=x").refused(400)
