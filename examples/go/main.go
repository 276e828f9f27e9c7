// Books an appointment, and watches its confirmations to the end, over any number of cuts.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

const book = `mutation ($input: CreateAppointmentInput!) {
  createAppointment(input: $input) { feedCursor appointment { id deliveries { id channel } } }
}`

const watch = `subscription ($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) { cursor deliveryId channel status attempt }
}`

type problems []struct {
	Message    string
	Extensions struct{ Code string }
}

type booked struct {
	FeedCursor  string
	Appointment struct {
		ID         string
		Deliveries []struct{ ID string }
	}
}

type change struct {
	Cursor, DeliveryID, Channel, Status string
	Attempt                             int
}

// final is an answer that will not change when it is asked for again.
type final struct{ error }

func main() {
	url := os.Getenv("BELLTOWER_URL")
	if url == "" {
		url = "http://localhost:4000/graphql"
	}
	authorization := "Bearer " + os.Getenv("BELLTOWER_TOKEN")
	phone := os.Getenv("PHONE")
	if phone == "" {
		phone = "+15555550123"
	}

	answer, err := createAppointment(url, authorization, map[string]any{
		"time":   time.Now().AddDate(0, 0, 7).UTC().Format(time.RFC3339),
		"email":  "ana@example.com",
		"phone":  phone,
		"notify": map[string]bool{"email": true, "sms": true},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("booked", answer.Appointment.ID)

	open := map[string]bool{}
	for _, delivery := range answer.Appointment.Deliveries {
		open[delivery.ID] = true
	}
	after := answer.FeedCursor
	for len(open) > 0 {
		err := follow(url, authorization, answer.Appointment.ID, &after, func(c change) bool {
			fmt.Println(c.Channel, c.Status, c.Attempt)
			switch c.Status {
			case "SENT", "DELIVERED", "FAILED", "SKIPPED":
				delete(open, c.DeliveryID)
			}
			return len(open) > 0
		})
		if _, isFinal := err.(final); isFinal {
			log.Fatal(err)
		}
		if err != nil {
			log.Println("cut:", err)
			time.Sleep(500*time.Millisecond + time.Duration(rand.Intn(1000))*time.Millisecond)
		}
	}
}

func createAppointment(url, authorization string, input map[string]any) (*booked, error) {
	body, err := json.Marshal(map[string]any{"query": book, "variables": map[string]any{"input": input}})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest("POST", url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("content-type", "application/json")
	request.Header.Set("authorization", authorization)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var answer struct {
		Data   struct{ CreateAppointment *booked }
		Errors problems
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, fmt.Errorf("HTTP status %d: %w", response.StatusCode, err)
	}
	if answer.Data.CreateAppointment == nil {
		return nil, fmt.Errorf("the booking was refused: %+v", answer.Errors)
	}
	return answer.Data.CreateAppointment, nil
}

// follow hands over each change after the cursor, and moves the cursor, until handle answers false or the connection ends.
func follow(url, authorization, appointmentID string, after *string, handle func(change) bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	options := websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}
	socket, _, err := websocket.Dial(ctx, strings.Replace(url, "http", "ws", 1), &options)
	if err != nil {
		return err
	}
	defer socket.Close(websocket.StatusNormalClosure, "")
	type m = map[string]any
	if err := wsjson.Write(ctx, socket, m{"type": "connection_init", "payload": m{"authorization": authorization}}); err != nil {
		return err
	}
	for {
		var message struct {
			Type    string
			Payload json.RawMessage
		}
		if err := wsjson.Read(ctx, socket, &message); err != nil {
			if websocket.CloseStatus(err) == 4401 {
				return final{err} // this token will never do
			}
			return err
		}
		switch message.Type {
		case "connection_ack":
			variables := m{"appointmentId": appointmentID, "after": *after}
			subscribe := m{"id": "1", "type": "subscribe", "payload": m{"query": watch, "variables": variables}}
			if err := wsjson.Write(ctx, socket, subscribe); err != nil {
				return err
			}
		case "ping":
			if err := wsjson.Write(ctx, socket, m{"type": "pong"}); err != nil {
				return err
			}
		case "next":
			var result struct {
				Data   struct{ DeliveryStatusChanged *change }
				Errors problems
			}
			if err := json.Unmarshal(message.Payload, &result); err != nil {
				return err
			}
			if len(result.Errors) > 0 {
				return refusal(result.Errors)
			}
			*after = result.Data.DeliveryStatusChanged.Cursor // it resumes from here
			if !handle(*result.Data.DeliveryStatusChanged) {
				return nil
			}
		case "error": // what is wrong with the document
			return final{fmt.Errorf("the subscription was refused: %s", message.Payload)}
		case "complete":
			return fmt.Errorf("the stream has ended")
		}
	}
}

func refusal(errors problems) error {
	err := fmt.Errorf("the subscription was refused: %s", errors[0].Extensions.Code)
	switch errors[0].Extensions.Code {
	case "UNAVAILABLE", "RATE_LIMITED":
		return err
	}
	return final{err}
}
